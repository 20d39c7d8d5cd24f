/**
 * Palinode in JShell: {@link org.palinode.examples.shell.Session} is interactive,
 * {@link org.palinode.examples.shell.Script} runs a file and fails when it fails. Both start with {@code startup.jsh}.
 */
package org.palinode.examples.shell;
