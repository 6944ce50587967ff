package mos.token.clientconfig;

/// A program that can be led through the gateway, as the command line names it.
public enum Client {
    /// Docker Engine, both image stores.
    docker,
    /// Podman, skopeo, buildah and CRI-O, which share their files.
    podman,
    /// containerd, as Kubernetes and nerdctl use it.
    containerd,
    /// BuildKit as a daemon of its own; `docker build` in dockerd goes where Docker goes.
    buildkit,
    /// git, for what comes from GitHub and Codeberg.
    git,
    /// curl, which needs only a log-in.
    curl,
    /// GitHub's command line.
    gh;

    /// Whether its files are in a person's home directory.
    public boolean personal() {
        return this == git || this == curl || this == gh;
    }
}
