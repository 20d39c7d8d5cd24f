package org.palinode.examples.own;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pieces that go well side by side. Together they are solved at the times that any of them has, so pieces at random times cost a solve as
 * the square of their number. Those are apart here, in groups of about {@value #MOST}.
 */
final class LikeTimes {
    private static final int MOST = 4; // as many times as the longest piece has
    private final List<Piece> pieces = new ArrayList<>();
    private final Set<Long> times = new HashSet<>();
    private int longest;

    /** The groups of some pieces, each in the first that does not grow too long by it. */
    static List<List<Piece>> groups(List<Piece> pieces, double spacing, boolean absolute) {
        List<LikeTimes> groups = new ArrayList<>();
        for (Piece piece : pieces) {
            Set<Long> own = times(piece, spacing, absolute);
            LikeTimes group = groups.stream()
                    .filter(each -> each.takes(own))
                    .findFirst()
                    .orElseGet(() -> {
                        groups.add(new LikeTimes());
                        return groups.get(groups.size() - 1);
                    });
            group.add(piece, own);
        }
        return groups.stream().map(group -> List.copyOf(group.pieces)).toList();
    }

    /** Times as numbers of {@link CommonTimes}, up to which two are one. */
    private static Set<Long> times(Piece piece, double spacing, boolean absolute) {
        double origin = absolute ? 0 : piece.rows().first();
        double rounding = CommonTimes.SHARE * spacing;
        return piece.rows().times().stream()
                .map(time -> Math.round((time - origin) / rounding))
                .collect(Collectors.toSet());
    }

    private boolean takes(Set<Long> own) {
        long more = own.stream().filter(time -> !times.contains(time)).count();
        return times.size() + more <= (long) MOST * Math.max(longest, own.size());
    }

    private void add(Piece piece, Set<Long> own) {
        pieces.add(piece);
        times.addAll(own);
        longest = Math.max(longest, own.size());
    }
}
