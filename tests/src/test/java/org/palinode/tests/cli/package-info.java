/** Tests of the command line, the launcher and JShell scripts. */
package org.palinode.tests.cli;
