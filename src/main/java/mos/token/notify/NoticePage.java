package mos.token.notify;

import java.util.List;

/// Some of the notices that were asked for, the newest first.
///
/// @param more whether there are more behind the last one
public record NoticePage(List<Notice> notices, boolean more) {}
