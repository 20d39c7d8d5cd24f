package org.palinode.autodiff.tensor;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.plan.code.AddInto;
import org.palinode.autodiff.internal.plan.code.AddProduct;
import org.palinode.autodiff.internal.plan.code.InPlace;
import org.palinode.autodiff.memory.DType;

/** Each primitive's two rules against each other, against central differences, and once more on the gradient. */
class PrimitiveRulesTest {
    @ParameterizedTest
    @MethodSource("org.palinode.autodiff.tensor.PrimitiveCases#all")
    void vjpIsTheTransposeOfJvp(PrimitiveCase each) {
        requireTransposed(each, 1e-12);
    }

    @ParameterizedTest
    @MethodSource("org.palinode.autodiff.tensor.PrimitiveCases#single")
    void vjpIsTheTransposeOfJvpInSinglePrecision(PrimitiveCase each) {
        requireTransposed(each, 2e-5); // some hundred roundings of 6e-8
    }

    @ParameterizedTest
    @MethodSource("org.palinode.autodiff.tensor.PrimitiveCases#differentiable")
    void bothRulesAgreeWithCentralDifferencesInBothOrders(PrimitiveCase each) {
        assertDoesNotThrow(() -> checkGradients(each.function(), each.moving()), each::toString);
    }

    @ParameterizedTest
    @MethodSource("org.palinode.autodiff.tensor.PrimitiveCases#all")
    void derivativesHaveTheTypesOfTheirValues(PrimitiveCase each) {
        List<Tensor> out = each.outputs();
        assertEquals(each.primitive().outputs(Tensor.types(each.inputs())), Tensor.types(out));
        List<Tensor> bars =
                each.primitive().vjp(each.inputs(), out, PrimitiveCase.directions(out, RandomKey.of(1)), i -> true);
        for (int i = 0; i < bars.size(); i++) {
            assertTrue(
                    bars.get(i) == null
                            || bars.get(i).type().equals(each.inputs().get(i).type()),
                    "input " + i);
        }
    }

    /** Σ ȳ · J ẋ = Σ Jᵀ ȳ · ẋ, with all inputs moving and with each alone; inputs that are not asked for must not matter. */
    private static void requireTransposed(PrimitiveCase each, double tolerance) {
        requireTransposed(each, i -> true, tolerance);
        for (int only = 0; only < each.inputs().size(); only++) {
            int input = only;
            requireTransposed(each, i -> i == input, tolerance);
        }
    }

    private static void requireTransposed(PrimitiveCase each, IntPredicate moves, double tolerance) {
        List<Tensor> in = each.inputs();
        List<Tensor> out = each.outputs();
        List<Tensor> outBar = PrimitiveCase.directions(out, RandomKey.of(1));
        List<Tensor> inDot = new ArrayList<>(PrimitiveCase.directions(in, RandomKey.of(2)));
        for (int i = 0; i < in.size(); i++) {
            inDot.set(i, moves.test(i) ? inDot.get(i) : null);
        }
        List<Tensor> outDot = each.primitive().jvp(in, out, Collections.unmodifiableList(inDot));
        List<Tensor> inBar = each.primitive().vjp(in, out, outBar, moves);
        double pushed = inner(outBar, outDot);
        double pulled = inner(inBar, inDot);
        assertEquals(pushed, pulled, tolerance * Math.max(1, Math.abs(pushed)), each.toString());
    }

    private static double inner(List<Tensor> a, List<Tensor> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            if (a.get(i) != null && b.get(i) != null) {
                sum += a.get(i)
                        .cast(DType.FLOAT64)
                        .dot(b.get(i).cast(DType.FLOAT64))
                        .item();
            }
        }
        return sum;
    }

    @Test
    void everyElementwiseFunctionIsInTheList() throws IllegalAccessException {
        Set<Primitive> listed =
                PrimitiveCases.all().map(PrimitiveCase::primitive).collect(Collectors.toSet());
        int found = 0;
        for (JavaClass table : tensorClasses()) {
            for (Field field : table.reflect().getDeclaredFields()) {
                if (field.getType() == Elementwise.class && Modifier.isStatic(field.getModifiers())) {
                    found++;
                    assertTrue(
                            listed.contains((Primitive) field.get(null)),
                            field.getName() + " is missing in PrimitiveCases");
                }
            }
        }
        assertTrue(found > 30, "the tables have " + found + " functions");
    }

    @Test
    void everyPrimitiveOfTensorIsInTheList() {
        Set<String> listed = PrimitiveCases.all()
                .map(each -> each.primitive().getClass().getName())
                .collect(Collectors.toSet());
        List<String> missing = tensorClasses().stream()
                .filter(type -> type.isAssignableTo(Primitive.class)
                        && !type.isInterface()
                        && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                        && !type.isAssignableTo(InPlace.class))
                .map(JavaClass::getName)
                .filter(name -> !listed.contains(name))
                .toList();
        assertEquals(List.of(), missing);
    }

    private static JavaClasses tensorClasses() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.palinode.autodiff.tensor");
    }

    @Test
    void additionInPlaceFollowsTheRulesOfThePlainSum() {
        Tensor a = PrimitiveCases.signed(1, 2, 3);
        Tensor b = PrimitiveCases.signed(2, 3, 4);
        Tensor c = PrimitiveCases.signed(3, 2, 4);
        requireTransposed(new PrimitiveCase(new AddProduct(new MatMul(false, false)), List.of(a, b, c), 0), 1e-12);
        requireTransposed(new PrimitiveCase(new AddInto(), List.of(c, c.negate()), 0), 1e-12);
    }
}
