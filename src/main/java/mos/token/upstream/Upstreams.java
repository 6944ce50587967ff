package mos.token.upstream;

/// Sends requests to upstreams; one per node.
public interface Upstreams extends AutoCloseable {
    /// Sends, follows listed redirects (the credential stays on its host), and returns the answer
    /// once its headers are there. Blocks; never throws for what an upstream does.
    UpstreamAnswer send(UpstreamRequest request);

    @Override
    void close();
}
