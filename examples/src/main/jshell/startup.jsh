// What a Palinode session starts with, in `./palinode shell` and in `./palinode shell FILE.jsh` alike.
// This is the only list of imports; one import a line.
import java.io.*;
import java.math.*;
import java.nio.file.*;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import org.palinode.autodiff.*;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.*;
import org.palinode.autodiff.root.*;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import static org.palinode.autodiff.Autodiff.*;

import org.palinode.ode.*;
import org.palinode.ode.adjoint.*;
import org.palinode.ode.controller.*;
import org.palinode.ode.event.Event;
import org.palinode.ode.integrate.AnomalyException;
import org.palinode.ode.integrate.Segment;
import org.palinode.ode.integrate.SolveState;
import org.palinode.ode.integrate.SolverState;
import org.palinode.ode.path.CubicInterpolation;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.path.MissingValues;
import org.palinode.ode.progress.*;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.*;
import org.palinode.ode.term.*;
import static org.palinode.ode.Citation.*;
import static org.palinode.ode.CompareAdjoints.*;
import static org.palinode.ode.DiffEqSolve.*;
import static org.palinode.ode.SolveEach.*;

import org.palinode.examples.plot.Plots;
