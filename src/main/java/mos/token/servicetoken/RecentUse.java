package mos.token.servicetoken;

import java.time.Instant;

/// What a service's token was spent for, or who asked.
///
/// @param label a repository or path; or the name of an admin token, or a network
/// @param last when lately
/// @param times how often since it is remembered
public record RecentUse(String label, Instant last, long times) {}
