package mos.token.testkit;

import java.nio.file.Path;
import java.util.Map;

/// A real nginx on loopback with the given configuration, in a temporary directory of its own.
public final class NginxProxy implements AutoCloseable {
    private static final int TRIES = 5;

    private final Path dir;
    private final int port;
    private final Peer nginx;

    private NginxProxy(Path dir, int port, Peer nginx) {
        this.dir = dir;
        this.port = port;
        this.nginx = nginx;
    }

    /// Starts nginx with the text of one `server { … }` block, without its `listen`.
    public static NginxProxy start(String server) {
        return start("", server);
    }

    /// The same, with text for the `http { … }` block before it (`map`, `upstream`, `log_format`).
    public static NginxProxy start(String http, String server) {
        Path dir = Scratch.directory("nginx");
        String output = "";
        for (int i = 0; i < TRIES; i++) {
            int port = Scratch.freePort();
            Scratch.write(dir.resolve("nginx.conf"), configuration(dir, port, http, server));
            Peer nginx =
                    Peer.start(
                            dir,
                            Map.of(),
                            "nginx",
                            "-p",
                            dir.toString(),
                            "-e",
                            dir.resolve("error.log").toString(),
                            "-c",
                            dir.resolve("nginx.conf").toString());
            if (nginx.listens(port)) {
                return new NginxProxy(dir, port, nginx);
            }
            nginx.close();
            output = nginx.output();
        }
        Scratch.delete(dir);
        throw new AssertionError("nginx did not start: " + output);
    }

    private static String configuration(Path dir, int port, String http, String server) {
        // As root nginx would switch to nobody, who may not enter the temporary directory.
        return """
        %s
        daemon off;
        worker_processes 1;
        pid %s/nginx.pid;
        events { worker_connections 512; }
        http {
          access_log %s/access.log;
          client_body_temp_path %s/body;
          proxy_temp_path %s/proxy;
          fastcgi_temp_path %s/fastcgi;
          uwsgi_temp_path %s/uwsgi;
          scgi_temp_path %s/scgi;
          client_max_body_size 0;
          %s
          server {
            listen 127.0.0.1:%d;
            %s
          }
        }
        """
                .formatted(
                        System.getProperty("user.name").equals("root") ? "user root;" : "",
                        dir,
                        dir,
                        dir,
                        dir,
                        dir,
                        dir,
                        dir,
                        http,
                        port,
                        server);
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    public String base() {
        return "http://127.0.0.1:" + port;
    }

    /// What it wrote to its access log so far.
    public String accessLog() {
        return Scratch.read(dir.resolve("access.log"));
    }

    /// What it wrote to its error log so far.
    public String errorLog() {
        return Scratch.read(dir.resolve("error.log"));
    }

    @Override
    public void close() {
        nginx.close();
        Scratch.delete(dir);
    }
}
