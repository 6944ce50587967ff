/// What the figures of all features, and those of the process, look like to Prometheus. Only this
/// package knows Micrometer and Prometheus's library.
@NullMarked
package mos.token.metrics;

import org.jspecify.annotations.NullMarked;
