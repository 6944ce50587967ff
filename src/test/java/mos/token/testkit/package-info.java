/// What flow tests need and the product does not: fake upstreams that fail the test when they see a
/// wrong header, real peers (docker-registry, nginx, git) on loopback, runners for real clients,
/// and the search for leaked secrets. Uses the JDK, JUnit and Debian's programs only, never product
/// classes, so that a mistake in the product cannot hide itself here.
@NullMarked
package mos.token.testkit;

import org.jspecify.annotations.NullMarked;
