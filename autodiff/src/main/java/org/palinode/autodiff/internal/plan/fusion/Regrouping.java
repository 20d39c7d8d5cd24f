package org.palinode.autodiff.internal.plan.fusion;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.palinode.autodiff.internal.plan.code.Fused;
import org.palinode.autodiff.internal.plan.code.Views;
import org.palinode.autodiff.internal.plan.loop.Loop;
import org.palinode.autodiff.internal.plan.straight.StraightLine;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.program.Renaming;

/** Writes a program anew with one equation for each group, in an order that keeps values alive for a short time. */
final class Regrouping {
    private final Program program;
    private final List<Equation> equations;
    private final Group[] groups;
    private final int[][] reads;
    private final Views views;
    private final Loop.Code code;
    private final Map<Atom, Integer> definitions = new HashMap<>();
    private final Set<Atom> exported = new HashSet<>();
    private final Set<Atom> written = new HashSet<>();
    private final List<Equation> result = new ArrayList<>();

    Regrouping(Program program, Group[] groups, int[][] reads, Views views, Loop.Code code) {
        this.program = program;
        this.equations = program.equations();
        this.groups = groups;
        this.reads = reads;
        this.views = views;
        this.code = code;
        for (int i = 0; i < equations.size(); i++) {
            for (Atom output : equations.get(i).outputs()) {
                definitions.put(output, i);
            }
        }
        findExported();
    }

    Program result() {
        for (Group group : inOrder()) {
            write(group);
        }
        writeViews(program.outputs());
        return new Program(program.inputs(), result, program.outputs());
    }

    /** Finds the values that are read outside of their group, and so need memory. */
    private void findExported() {
        for (int i = 0; i < groups.length; i++) {
            if (groups[i] != null) {
                for (Atom input : equations.get(i).inputs()) {
                    export(input, groups[i]);
                }
            }
        }
        for (Atom output : program.outputs()) {
            exported.add(views.of(output).root());
        }
    }

    private void export(Atom input, Group reader) {
        Atom root = views.of(input).root();
        Integer definition = definitions.get(root);
        if (definition == null || !reader.members.get(definition)) {
            exported.add(root);
        }
    }

    /** A group runs as soon as all that it needs has run; among those that can, the one that ended first in the program. */
    private List<Group> inOrder() {
        Set<Group> all = new LinkedHashSet<>();
        for (int i = 0; i < groups.length; i++) {
            if (groups[i] != null) {
                all.add(groups[i]);
                for (int read : reads[i]) {
                    if (groups[read] != groups[i] && groups[read].users.add(groups[i])) {
                        groups[i].waiting++;
                    }
                }
            }
        }
        PriorityQueue<Group> ready = new PriorityQueue<>((a, b) -> Integer.compare(a.last(), b.last()));
        for (Group group : all) {
            if (group.waiting == 0) {
                ready.add(group);
            }
        }
        List<Group> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            Group group = ready.poll();
            order.add(group);
            for (Group user : group.users) {
                if (--user.waiting == 0) {
                    ready.add(user);
                }
            }
        }
        if (order.size() != all.size()) {
            throw new IllegalStateException("groups of equations wait for each other in\n" + program);
        }
        return order;
    }

    private void write(Group group) {
        if (group.kind == Group.Kind.SINGLE) {
            Equation equation = equations.get(group.first());
            writeViews(equation.inputs());
            result.add(equation);
            return;
        }
        Body body = new Body();
        List<Atom.Variable> outputs = new ArrayList<>();
        for (int member = group.first(); member >= 0; member = group.members.nextSetBit(member + 1)) {
            body.add(equations.get(member));
            for (Atom.Variable output : equations.get(member).outputs()) {
                if (exported.contains(output)) {
                    outputs.add(output);
                }
            }
        }
        Fused fused = body.fused(group, outputs, code);
        result.add(Equation.of(fused, new ArrayList<>(body.inputs()), outputs));
    }

    private boolean isView(Atom atom) {
        Integer definition = definitions.get(atom);
        return definition != null && groups[definition] == null;
    }

    /** Writes the views that lead to values which are read by themselves. */
    private void writeViews(List<Atom> atoms) {
        for (Atom atom : atoms) {
            result.addAll(chain(atom, written));
        }
    }

    /** The views through which {@code atom} is seen and which are not in {@code known} yet, first things first; a view has one input. */
    private Deque<Equation> chain(Atom atom, Set<Atom> known) {
        Deque<Equation> chain = new ArrayDeque<>();
        for (Atom seen = atom;
                isView(seen) && known.add(seen);
                seen = chain.peek().inputs().get(0)) {
            chain.push(equations.get(definitions.get(seen)));
        }
        return chain;
    }

    /** The program of a group: its equations, and the views they read through. */
    private final class Body {
        private final Set<Atom> inputs = new LinkedHashSet<>();
        private final Set<Atom> views = new HashSet<>();
        private final List<Equation> chosen = new ArrayList<>();

        void add(Equation equation) {
            for (Atom input : equation.inputs()) {
                chosen.addAll(chain(input, views));
            }
            chosen.add(equation);
        }

        Set<Atom> inputs() {
            return inputs;
        }

        /** With variables numbered from 0, so that equal groups have equal bodies. */
        Fused fused(Group group, List<Atom.Variable> outputs, Loop.Code code) {
            Set<Atom> defined = new HashSet<>();
            for (Equation equation : chosen) {
                defined.addAll(equation.outputs());
            }
            for (Equation equation : chosen) {
                for (Atom input : equation.inputs()) {
                    if (input instanceof Atom.Variable && !defined.contains(input)) {
                        inputs.add(input);
                    }
                }
            }
            Renaming names = new Renaming();
            List<Atom.Variable> parameters = names.define(inputs);
            List<Equation> renamed = new ArrayList<>();
            for (Equation equation : chosen) {
                renamed.add(names.define(equation));
            }
            Program body = new Program(parameters, renamed, names.of(outputs));
            return group.kind == Group.Kind.LOOP ? new Loop(body, code) : new StraightLine(body);
        }
    }
}
