package org.palinode.tests.autodiff.primitive;

import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.palinode.autodiff.decomposition.Eigen;
import org.palinode.autodiff.decomposition.LinearAlgebra;
import org.palinode.autodiff.decomposition.Qr;
import org.palinode.autodiff.decomposition.Svd;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;

/** Products, convolutions, and linear algebra. */
final class ProductMethods {
    private ProductMethods() {}

    static Stream<MethodCase> all() {
        return Stream.of(products(), windows(), equations(), decompositions()).flatMap(each -> each);
    }

    /** Far from singular, with a small condition number: [n, n]. */
    private static Tensor dominant(int n) {
        return MethodCase.signed(41, n, n)
                .dividedBy(n)
                .plus(Tensor.eye(n).times(2))
                .concrete();
    }

    /** Symmetric matrices whose eigenvalues are 1, 2 and so on to n. */
    private static Tensor definite(int n) {
        if (n == 0) {
            return Tensor.zeros(0, 0);
        }
        Tensor q = LinearAlgebra.qr(MethodCase.signed(42, n, n)).q();
        return q.times(Tensor.arange(n).plus(1)).matmul(q.transpose()).concrete();
    }

    /** Of a matrix [n, n] and columns [n, 2]. */
    private static MethodCase system(String method, BinaryOperator<Tensor> function) {
        return MethodCase.of(method, function, ProductMethods::dominant, n -> MethodCase.signed(43, n, 2));
    }

    private static Stream<MethodCase> products() {
        IntFunction<Tensor> tall = n -> MethodCase.signed(44, n, 3);
        return Stream.of(
                MethodCase.of("matmul(Tensor)", Tensor::matmul, MethodCase.matrix(45, 3), tall),
                MethodCase.of("dot(Tensor)", Tensor::dot, MethodCase.vector(46), MethodCase.vector(47)),
                MethodCase.of("outer(Tensor)", Tensor::outer, MethodCase.vector(46), n -> MethodCase.signed(47, 3)),
                MethodCase.of(
                        "einsum(String,Tensor[])",
                        (a, b) -> Tensor.einsum("...ij,jk->k...", a, b),
                        n -> MethodCase.signed(48, 2, 3, n),
                        tall));
    }

    private static Stream<MethodCase> windows() {
        IntFunction<Tensor> signals = n -> MethodCase.signed(51, 2, 2, n);
        IntFunction<Tensor> kernels = n -> MethodCase.signed(52, 3, 2, 3);
        IntFunction<Tensor> images = n -> MethodCase.signed(53, 2, 2, 5, n);
        IntFunction<Tensor> squares = n -> MethodCase.signed(54, 3, 2, 3, 3);
        return Stream.of(
                MethodCase.of("conv1d(Tensor)", (x, k) -> x.conv1d(k), signals, kernels),
                MethodCase.of(
                        "conv1d(Tensor,Window)",
                        (x, k) -> x.conv1d(k, Window.of(3).strides(2).padding(1)),
                        signals,
                        kernels),
                MethodCase.of("conv2d(Tensor)", (x, k) -> x.conv2d(k), images, squares),
                MethodCase.of(
                        "conv2d(Tensor,Window)",
                        (x, k) -> x.conv2d(k, Window.of(3, 3).padding(1).dilation(1, 2)),
                        images,
                        squares),
                MethodCase.of(
                        "maxPool(Window)",
                        x -> x.maxPool(Window.of(2, 2).strides(2)),
                        n -> MethodCase.signed(55, 2, 4, n)),
                MethodCase.of("meanPool(Window)", x -> x.meanPool(Window.of(3).padding(1)), signals));
    }

    private static Stream<MethodCase> equations() {
        return Stream.of(
                system("solve(Tensor)", Tensor::solve),
                system("LinearAlgebra.solveLower(Tensor,Tensor)", LinearAlgebra::solveLower),
                system("LinearAlgebra.solveUpper(Tensor,Tensor)", LinearAlgebra::solveUpper),
                system("LinearAlgebra.lstsq(Tensor,Tensor)", LinearAlgebra::lstsq));
    }

    private static MethodCase square(String method, UnaryOperator<Tensor> function) {
        return MethodCase.of("LinearAlgebra." + method, function, ProductMethods::dominant);
    }

    private static Stream<MethodCase> decompositions() {
        return Stream.of(
                square("inverse(Tensor)", LinearAlgebra::inverse),
                square("slogdet(Tensor)", a -> LinearAlgebra.slogdet(a).logarithm()),
                square("det(Tensor)", a -> LinearAlgebra.det(a.times(0.5))),
                square("qr(Tensor)", a -> {
                    Qr parts = LinearAlgebra.qr(a);
                    return Tensor.concatenate(-1, parts.q(), parts.r());
                }),
                MethodCase.of("LinearAlgebra.cholesky(Tensor)", LinearAlgebra::cholesky, ProductMethods::definite),
                MethodCase.of("LinearAlgebra.eigh(Tensor)", ProductMethods::byEigenvectors, ProductMethods::definite),
                MethodCase.of(
                        "LinearAlgebra.svd(Tensor)", ProductMethods::bySingularVectors, ProductMethods::definite));
    }

    /** V sin(λ) Vᵀ, which does not depend on the signs of vectors. */
    private static Tensor byEigenvectors(Tensor a) {
        Eigen parts = LinearAlgebra.eigh(a);
        return parts.vectors()
                .times(parts.values().sin().expandDims(-2))
                .matmul(parts.vectors().transpose());
    }

    private static Tensor bySingularVectors(Tensor a) {
        Svd parts = LinearAlgebra.svd(a);
        return parts.left().times(parts.values().sin().expandDims(-2)).matmul(parts.right());
    }
}
