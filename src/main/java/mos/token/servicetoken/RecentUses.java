package mos.token.servicetoken;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// The last uses by their label, at most 50 of them: the one that was not seen for the longest
/// gives way. Cheap; safe on every thread.
final class RecentUses {
    static final int MOST = 50;
    private static final int LONGEST_LABEL = 200;

    private final LinkedHashMap<String, RecentUse> byLabel = new LinkedHashMap<>(16, 0.75f, true);
    private boolean changed;

    synchronized void note(String label, Instant now) {
        String shown = label.length() <= LONGEST_LABEL ? label : label.substring(0, LONGEST_LABEL);
        add(new RecentUse(shown, now, times(shown) + 1));
        changed = true;
    }

    /// One that is known from before.
    synchronized void add(RecentUse use) {
        byLabel.put(use.label(), use);
        if (byLabel.size() > MOST) {
            byLabel.pollFirstEntry();
        }
    }

    /// The last ones, the latest first.
    synchronized List<RecentUse> latest() {
        return new ArrayList<>(byLabel.values()).reversed();
    }

    synchronized void clear() {
        byLabel.clear();
        changed = true;
    }

    synchronized boolean changed() {
        return changed;
    }

    /// Whether something was noted since the last call.
    synchronized boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /// What was taken could not be kept.
    synchronized void stillChanged() {
        changed = true;
    }

    private long times(String label) {
        RecentUse known = byLabel.get(label);
        return known == null ? 0 : known.times();
    }
}
