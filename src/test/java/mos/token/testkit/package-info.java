/// What flow tests need and the product does not: fake upstreams that fail the test when they see a
/// wrong header, real peers (docker-registry, nginx, git) on loopback, runners for real clients,
/// the search for leaked secrets, and a judge of answers by the API's description. Uses the JDK,
/// JUnit, a JSON Schema validator and Debian's programs only, never product classes, so that a
/// mistake in the product cannot hide itself here.
@NullMarked
package mos.token.testkit;

import org.jspecify.annotations.NullMarked;
