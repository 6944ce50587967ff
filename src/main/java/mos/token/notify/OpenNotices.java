package mos.token.notify;

import java.util.List;

/// What nobody put away yet.
///
/// @param count how many there are
/// @param newest some of them, the newest first
public record OpenNotices(long count, List<Notice> newest) {}
