package mos.token;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import mos.token.cli.ExitCode;
import mos.token.cli.Server;
import mos.token.cli.Terminal;
import mos.token.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `serve`: one node from start to the signal that ends it.
final class Serve implements Server {
    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

    /// How long requests in flight have after the signal; what is committed by then is safe anyway.
    private static final Duration FAREWELL = Duration.ofSeconds(30);

    private final Clock clock;
    private final SecureRandom random;

    Serve(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public int serve(Config config, Terminal terminal) {
        App app;
        AddressFile address;
        try {
            app = App.start(config, clock, random);
        } catch (StartProblem e) {
            terminal.err().println("mos-token: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (RuntimeException e) {
            LOG.error("the start failed", e); // the caller shows only one line
            throw e;
        }
        try {
            address = AddressFile.write(config.data(), app.adminUrl(), app.gatewayUrl());
        } catch (StartProblem e) {
            app.close();
            terminal.err().println("mos-token: " + e.getMessage());
            return ExitCode.USAGE;
        }
        Thread hook = new Thread(() -> end(app, address), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        // Standard output only: a sign-in link in a log would be a key lying about.
        terminal.out().println("Page and API: " + app.adminUrl() + "/");
        terminal.out().println("Gateway:      " + app.gatewayUrl() + "/");
        terminal.out().println("Sign in:      " + app.signInLink().exposeText());
        terminal.out().println("(once, within 10 minutes; 'mos-token sign-in-link' makes another)");
        LOG.info("MOS Token {} serves {}", Version.NUMBER, app.adminUrl());
        return waitForever();
    }

    /// A JVM that a signal ends would exit with 143 although all went well, and a service manager
    /// would call that a failure. `System.exit` inside a shutdown hook waits for itself for ever;
    /// `halt` is the one way to name the exit code here. It cuts the other hooks short, so nothing
    /// of ours may rely on one, nor on `deleteOnExit`.
    private static void end(App app, AddressFile address) {
        Thread closing =
                Thread.ofPlatform()
                        .name("close")
                        .daemon()
                        .start(() -> {
                            address.close();
                            app.close();
                        });
        try {
            if (closing.join(FAREWELL)) {
                Runtime.getRuntime().halt(ExitCode.DONE);
            }
            LOG.error("requests in flight did not end within {}", FAREWELL);
        } catch (InterruptedException _) {
            LOG.error("interrupted while ending");
        }
        Runtime.getRuntime().halt(ExitCode.REFUSED);
    }

    private static int waitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.DONE;
    }
}
