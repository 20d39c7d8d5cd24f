// What a Palinode session starts with, in `./palinode shell` and in `./palinode shell FILE.jsh` alike.
// This is the only list of imports; one import a line.
import java.io.*;
import java.math.*;
import java.nio.file.*;
import java.nio.file.Path; // not org.palinode.ode.path.Path
import java.util.*;
import java.util.function.*;
import java.util.stream.*;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import org.palinode.autodiff.*;
import org.palinode.autodiff.constraint.*;
import org.palinode.autodiff.decomposition.*;
import org.palinode.autodiff.linear.*;
import org.palinode.autodiff.memory.*;
import org.palinode.autodiff.nn.*;
import org.palinode.autodiff.nn.initial.*;
import org.palinode.autodiff.nn.loss.*;
import org.palinode.autodiff.root.*;
import org.palinode.autodiff.tensor.*;
import org.palinode.autodiff.tree.*;
import static org.palinode.autodiff.Autodiff.*;

import org.palinode.ode.*;
import org.palinode.ode.adjoint.*;
import org.palinode.ode.controller.*;
import org.palinode.ode.event.*;
import org.palinode.ode.noise.*;
import org.palinode.ode.outcome.*;
import org.palinode.ode.path.*;
import org.palinode.ode.progress.*;
import org.palinode.ode.resume.*;
import org.palinode.ode.save.*;
import org.palinode.ode.solver.*;
import org.palinode.ode.term.*;
import static org.palinode.ode.Citation.*;
import static org.palinode.ode.CompareAdjoints.*;
import static org.palinode.ode.DiffEqSolve.*;
import static org.palinode.ode.SolveEach.*;

import org.palinode.train.*;
import org.palinode.train.data.*;
import org.palinode.train.minimise.*;
import org.palinode.train.optimiser.*;
import org.palinode.train.report.*;
import org.palinode.train.saving.*;
import org.palinode.train.schedule.*;

import org.palinode.jupyter.*;
import org.palinode.plot.*;
