/**
 * Libraries of machine code that the class path has, or has not: what loads them, and what to add to a build where one is missing.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.internal.library.NativeLibrary}</td><td>loads one once, and refuses with the remedy ever after</td></tr>
 * <tr><td>{@link org.palinode.autodiff.internal.library.BuildLines}</td><td>the lines for Maven and Gradle</td></tr>
 * </table>
 */
package org.palinode.autodiff.internal.library;
