package org.palinode.examples.own;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Finds a model of series by its name, or by the name of its class. */
public final class ModelByName {
    private static final Map<String, Supplier<FittedModel<?>>> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put("neural-ode", NeuralField::new);
        KNOWN.put("ode-rnn", OdeRnn::new);
        KNOWN.put("latent-ode", LatentOde::new);
        KNOWN.put("neural-cde", NeuralCde::new);
        KNOWN.put("neural-sde", NeuralSde::new);
        KNOWN.put("lotka-volterra", PredatorPrey::new);
        KNOWN.put("sir", Epidemic::new);
        KNOWN.put("pharmacokinetics", OralDose::new);
    }

    private ModelByName() {}

    /** The names of the models that are there. */
    public static List<String> known() {
        return List.copyOf(KNOWN.keySet());
    }

    /**
     * A new model.
     *
     * @param name one of {@link #known}, or the full name of a class
     * @param classPath folders and jars to find the class in
     * @throws IllegalArgumentException if there is no such model, or its class cannot be used; says why
     */
    public static FittedModel<?> find(String name, List<Path> classPath) {
        if (KNOWN.containsKey(name)) {
            return KNOWN.get(name).get();
        }
        try {
            ClassLoader loader = new URLClassLoader(urls(classPath), ModelByName.class.getClassLoader());
            Object made = loader.loadClass(name).getDeclaredConstructor().newInstance();
            if (made instanceof SeriesEquation<?> || made instanceof SequenceModel<?>) {
                return (FittedModel<?>) made;
            }
            throw new IllegalArgumentException("class " + name + " is no model; let it implement "
                    + SeriesEquation.class.getName() + " or " + SequenceModel.class.getSimpleName());
        } catch (ClassNotFoundException missing) {
            throw new IllegalArgumentException(
                    "there is no model " + name + ", neither among " + String.join(", ", KNOWN.keySet())
                            + " nor as a class in " + classPath
                            + "; name a class in full, and where it is by --class-path",
                    missing);
        } catch (ReflectiveOperationException | LinkageError unusable) {
            Throwable cause = unusable.getCause() == null ? unusable : unusable.getCause();
            throw new IllegalArgumentException(
                    "class " + name + " cannot be made (" + cause
                            + "); a model is a public class with a public constructor without arguments",
                    unusable);
        }
    }

    private static URL[] urls(List<Path> classPath) {
        List<URL> urls = new ArrayList<>();
        for (Path place : classPath) {
            if (!Files.exists(place)) {
                throw new IllegalArgumentException(
                        "there is no " + place + " for --class-path; name a folder or a jar");
            }
            try {
                urls.add(place.toUri().toURL());
            } catch (MalformedURLException impossible) {
                throw new IllegalArgumentException(place + " is no place of classes", impossible);
            }
        }
        return urls.toArray(URL[]::new);
    }
}
