package mos.token.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Copies a body and breaks it on the way as the fault says.
record FaultyBody(Fault fault) {
    private static final int CHUNK = 64 * 1024;

    void copy(InputStream from, OutputStream to) throws IOException, InterruptedException {
        byte[] buffer = new byte[CHUNK];
        long sent = 0;
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            pass(buffer, n, sent, to);
            sent += n;
        }
        // Closed only when whole: a broken body must not end like a good one.
        to.close();
    }

    private void pass(byte[] buffer, int n, long sent, OutputStream to)
            throws IOException, InterruptedException {
        switch (fault) {
            case Fault.Cut(long after) when sent + n > after -> {
                to.write(buffer, 0, (int) (after - sent));
                to.flush();
                throw new IOException("cut, as the test wants it");
            }
            case Fault.Stall(long after, Fault.Gate gate)
                    when sent <= after && sent + n > after -> {
                int first = (int) (after - sent);
                to.write(buffer, 0, first);
                to.flush();
                gate.pass();
                to.write(buffer, first, n - first);
            }
            case Fault.Corrupt(long position) when sent <= position && sent + n > position -> {
                buffer[(int) (position - sent)] ^= 1;
                to.write(buffer, 0, n);
            }
            case Fault.Announces(long length) -> {
                to.write(buffer, 0, Math.clamp(length - sent, 0, n));
                to.flush(); // else the server forgets it, as it ends with too little
            }
            case Fault.Cut _, Fault.Stall _, Fault.Corrupt _ -> to.write(buffer, 0, n);
            case Fault.Down _, Fault.Says _, Fault.Slow _, Fault.Hold _ -> to.write(buffer, 0, n);
            case Fault.Claims _, Fault.Rangeless _ -> to.write(buffer, 0, n);
        }
    }
}
