/**
 * The command line {@code ./palinode}: one class per command, registered in {@link org.palinode.examples.cli.Main}.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@code Main}</td><td>the root command, and the place where commands are registered</td></tr>
 * <tr><td>{@code Conform}</td><td>Palinode held against a folder of reference figures</td></tr>
 * <tr><td>{@code Train}</td><td>fits a model to a series, with {@code TrainSession}</td></tr>
 * <tr><td>{@code Compare}</td><td>adjoints side by side on one loss</td></tr>
 * <tr><td>{@code Bench}</td><td>the benchmark cases, timed; or the time of compilation</td></tr>
 * <tr><td>{@code Precision}</td><td>work-precision tables</td></tr>
 * <tr><td>{@code Doctor}</td><td>what this machine offers, and what to change</td></tr>
 * <tr><td>{@code Shell}</td><td>an interactive JShell, or a file of snippets run to its end</td></tr>
 * <tr><td>{@code LoadClasses}</td><td>what the launcher runs to make its archive of classes</td></tr>
 * <tr><td>{@code Completion}</td><td>the script by which shells complete commands</td></tr>
 * <tr><td>{@code RunTests}, {@code BuildSite}, {@code RunNotebook}, {@code RunKernelBenchmarks}</td><td>the help of {@code ./palinode test},
 * {@code site}, {@code notebook} and {@code jmh}, which the launcher itself runs</td></tr>
 * <tr><td>{@code IncubatorWarning}</td><td>wipes a line of the JVM from the terminal</td></tr>
 * <tr><td>{@code ErrorText}, {@code UsageText}, {@code Version}</td><td>how failures, wrong command lines and versions are shown</td></tr>
 * </table>
 */
package org.palinode.examples.cli;
