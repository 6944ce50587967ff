/// The settings that lead Docker, podman, containerd, BuildKit, git, curl and gh through the
/// gateway: made, put into their files beside what is there, and taken out again. Nothing here asks
/// a server or reloads a service.
@NullMarked
package mos.token.clientconfig;

import org.jspecify.annotations.NullMarked;
