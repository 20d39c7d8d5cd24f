package org.palinode.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Shows a failure as one line where its text was written for the user, with the stack trace where it was not. Exit code 1.
 *
 * @param always whether the stack trace is wanted every time
 */
record ErrorText(boolean always) implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + text(failure));
        if (always || !isMeantForUsers(failure)) {
            failure.printStackTrace(err);
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** Files are named and wrong arguments explained in the exception's own text; anything else is a fault of ours. */
    private static boolean isMeantForUsers(Exception failure) {
        return failure.getMessage() != null
                && (failure.getClass().getName().startsWith("org.palinode.")
                        || failure instanceof IOException
                        || failure instanceof UncheckedIOException
                        || failure instanceof IllegalArgumentException
                        || failure instanceof IllegalStateException);
    }

    /** java.nio names the file alone: say what is the matter with it. */
    private static String text(Throwable failure) {
        if (failure instanceof UncheckedIOException) {
            return text(failure.getCause());
        }
        if (failure instanceof NoSuchFileException) {
            return failure.getMessage() + ": no such file";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return failure.getMessage() + ": a file is in the way";
        }
        if (failure instanceof AccessDeniedException) {
            return failure.getMessage() + ": permission denied";
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
