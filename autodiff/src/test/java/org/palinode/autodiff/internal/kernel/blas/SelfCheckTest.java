package org.palinode.autodiff.internal.kernel.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;

/** The check of BLAS at its first use, on routines that are right and on ones that are not. */
class SelfCheckTest {
    @Test
    void theLibraryThatIsLoadedPasses() {
        SelfCheck check = BlasLibrary.loaded().check();
        assertEquals(0, check.product());
        assertTrue(0 < check.solution() && check.solution() < 1e-12, check.toString());
        assertEquals(Optional.empty(), BlasLibrary.loaded().refusalOfProducts());
        assertEquals(Optional.empty(), BlasLibrary.loaded().refusalOfSolutions());
    }

    @Test
    void plainLoopsPass() {
        SelfCheck check = SelfCheck.of(new PlainLoops());
        assertTrue(check.multiplies() && check.solves(), check.toString());
    }

    @Test
    void oneNumberOfAProductThatIsOffByOneIsSeen() {
        for (DType wrong : DType.values()) {
            SelfCheck check = SelfCheck.of(new PlainLoops() {
                @Override
                public void multiply(Buffer a, Buffer b, Buffer c) {
                    super.multiply(a, b, c);
                    if (c.dtype() == wrong) {
                        c.set(c.size() - 1, c.get(c.size() - 1) + 1);
                    }
                }
            });
            assertEquals(1, check.product());
            assertFalse(check.multiplies());
            assertFalse(check.solves(), "an LU multiplies");
        }
    }

    @Test
    void anInnerDimensionThatIsCutShortIsSeen() {
        SelfCheck check = SelfCheck.of(new PlainLoops() {
            @Override
            int terms(int k) {
                return k - 1;
            }
        });
        assertFalse(check.multiplies());
    }

    @Test
    void aMultiplierOfTheEliminationThatIsOffByAMillionthIsSeen() {
        SelfCheck check = SelfCheck.of(new PlainLoops() {
            @Override
            double multiplier(int row, int column, double exact) {
                return row == 39 && column == 32 ? exact * (1 + 1e-6) : exact;
            }
        });
        assertTrue(check.multiplies());
        assertFalse(check.solves(), check.toString());
    }

    @Test
    void theSecondRightSideCounts() {
        SelfCheck check = SelfCheck.of(new PlainLoops() {
            @Override
            public void solve(Buffer a, Buffer right) {
                super.solve(a, right);
                right.set(40, right.get(40) + 1e-9);
            }
        });
        assertFalse(check.solves(), check.toString());
    }

    @Test
    void notANumberIsWrong() {
        SelfCheck check = SelfCheck.of(new PlainLoops() {
            @Override
            public void solve(Buffer a, Buffer right) {
                right.fill(Double.NaN);
            }
        });
        assertFalse(check.solves());
        assertFalse(new SelfCheck(Double.NaN, 0).multiplies());
    }

    @Test
    void aRefusalNamesVersionCoreNumbersAndRemedy() {
        String remedy = "; put org.bytedeco:openblas:" + BlasLibrary.loaded().version()
                + " and org.bytedeco:javacpp:1.5.13, with the natives of this platform, on the class path in its place (Maven:"
                + " dependencyManagement), or name another core before the JVM starts, such as OPENBLAS_CORETYPE=Haswell on x86-64";
        var wrongSolutions = new BlasLibrary("0.3.19-1.5.7", "SkylakeX", new SelfCheck(0, 98));
        assertEquals(Optional.empty(), wrongSolutions.refusalOfProducts());
        assertEquals(
                Optional.of(
                        "OpenBLAS 0.3.19-1.5.7, core SkylakeX, solves linear systems wrongly (40 equations: a residual of 98.0"
                                + " where 1e-14 is right), so solve, Factors and implicit solvers are refused"
                                + remedy),
                wrongSolutions.refusalOfSolutions());
        var wrongProducts = new BlasLibrary("0.3.19-1.5.7", "Cooperlake", new SelfCheck(762, 0));
        String products =
                "OpenBLAS 0.3.19-1.5.7, core Cooperlake, computes wrong matrix products (off by 762.0 where whole numbers leave"
                        + " no error), so products and all that is built on them are refused" + remedy;
        assertEquals(Optional.of(products), wrongProducts.refusalOfProducts());
        assertEquals(Optional.of(products), wrongProducts.refusalOfSolutions());
    }

    /** The routines, as in a textbook. */
    private static class PlainLoops implements SelfCheck.Candidate {
        int terms(int k) {
            return k;
        }

        double multiplier(int row, int column, double exact) {
            return exact;
        }

        @Override
        public void multiply(Buffer a, Buffer b, Buffer c) {
            int n = c.shape().dim(1);
            int k = b.shape().dim(0);
            for (int at = 0; at < c.size(); at++) {
                double sum = 0;
                for (int p = 0; p < terms(k); p++) {
                    sum += a.get(at / n * k + p) * b.get(p * n + at % n);
                }
                c.set(at, sum);
            }
        }

        @Override
        public void solve(Buffer a, Buffer right) {
            int n = a.shape().dim(0);
            for (int side = 0; side < right.shape().dim(0); side++) {
                double[] x = solution(
                        rows(a, n), right.slice(side * n, a.shape().without(0)).toArray());
                for (int i = 0; i < n; i++) {
                    right.set(side * n + i, x[i]);
                }
            }
        }

        private static double[][] rows(Buffer columns, int n) {
            double[][] rows = new double[n][n];
            for (int at = 0; at < n * n; at++) {
                rows[at % n][at / n] = columns.get(at);
            }
            return rows;
        }

        private double[] solution(double[][] a, double[] b) {
            int n = b.length;
            for (int column = 0; column < n; column++) {
                exchange(a, b, column);
                for (int row = column + 1; row < n; row++) {
                    double factor = multiplier(row, column, a[row][column] / a[column][column]);
                    for (int j = column; j < n; j++) {
                        a[row][j] -= factor * a[column][j];
                    }
                    b[row] -= factor * b[column];
                }
            }
            for (int row = n - 1; row >= 0; row--) {
                for (int j = row + 1; j < n; j++) {
                    b[row] -= a[row][j] * b[j];
                }
                b[row] /= a[row][row];
            }
            return b;
        }

        private static void exchange(double[][] a, double[] b, int column) {
            int pivot = column;
            for (int row = column + 1; row < b.length; row++) {
                pivot = Math.abs(a[row][column]) > Math.abs(a[pivot][column]) ? row : pivot;
            }
            double[] row = a[column];
            a[column] = a[pivot];
            a[pivot] = row;
            double side = b[column];
            b[column] = b[pivot];
            b[pivot] = side;
        }
    }
}
