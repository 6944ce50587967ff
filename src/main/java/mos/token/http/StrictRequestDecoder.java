package mos.token.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The server library's decoder, stricter: it refuses what two servers may read differently
/// (request smuggling), and it does not wait for ever for the rest of a header.
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    /// Why a request was refused; the message is for its sender.
    static final class Refused extends RuntimeException {
        Refused(String message) {
            super(message, null, false, false);
        }
    }

    private static final String FOLDED =
            "a header line is folded (RFC 9112 §5.2): send it as one line";
    private static final String LENGTH_AND_CHUNKED =
            "the request has both Content-Length and Transfer-Encoding: send one";
    private static final String ENCODING =
            "the Transfer-Encoding must be 'chunked' alone, once, on HTTP/1.1";
    private static final String HOST = "the request needs exactly one Host header";
    private static final String VERSION = "only HTTP/1.1 and HTTP/1.0 are spoken";

    private final Duration headerTime;
    private final ConnectionState connection;
    private boolean inHead = true;
    private boolean firstLine = true;
    private boolean folded;
    private @Nullable ScheduledFuture<?> deadline;

    StrictRequestDecoder(
            Http1ServerConfig config, Duration headerTime, ConnectionState connection) {
        super(config);
        this.headerTime = headerTime;
        this.connection = connection;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
            throws Exception {
        int before = out.size();
        if (inHead) {
            int start = in.readerIndex();
            super.decode(context, in, out);
            if (!folded) {
                folded = foldedBetween(in, start, in.readerIndex());
            }
            if (out.size() == before) {
                awaitRest(context, in.readerIndex() > start || in.isReadable());
                return;
            }
            headEnded((HttpMessage) out.get(before));
        } else {
            super.decode(context, in, out);
        }
        if (out.size() > before && out.getLast() instanceof LastHttpContent) {
            inHead = true;
        }
    }

    /// Whether a line in these bytes, behind the request line, begins with white space. The base
    /// class takes whole lines only, so no line is cut by the bounds.
    private boolean foldedBetween(ByteBuf in, int start, int end) {
        int line = start;
        while (line < end) {
            byte first = in.getByte(line);
            if (!firstLine && (first == ' ' || first == '\t')) {
                return true;
            }
            int newline = in.indexOf(line, end, (byte) '\n');
            if (newline < 0) {
                return false;
            }
            firstLine = firstLine && newline - line < 2; // empty lines before a request are allowed
            line = newline + 1;
        }
        return false;
    }

    private void headEnded(HttpMessage message) {
        ScheduledFuture<?> timer = deadline;
        if (timer != null) {
            timer.cancel(false);
            deadline = null;
        }
        if (message.decoderResult().isSuccess() && message instanceof HttpRequest request) {
            String problem = problem(request);
            if (problem != null) {
                message.setDecoderResult(DecoderResult.failure(new Refused(problem)));
            }
        }
        inHead = false;
        firstLine = true;
        folded = false;
    }

    private @Nullable String problem(HttpRequest request) {
        if (folded) {
            return FOLDED;
        }
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            request.setProtocolVersion(HttpVersion.HTTP_1_1); // so that it can be answered at all
            return VERSION;
        }
        if (request.headers().getAll(HttpHeaderNames.HOST).size() != 1) {
            return HOST;
        }
        if (request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            List<String> encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
            if (encodings.size() != 1
                    || !encodings.getFirst().equalsIgnoreCase("chunked")
                    || version.equals(HttpVersion.HTTP_1_0)) {
                return ENCODING;
            }
        }
        return null;
    }

    /// Slowloris: one timer a request, and none for a request that arrives whole.
    private void awaitRest(ChannelHandlerContext context, boolean begun) {
        if (begun && deadline == null) {
            deadline =
                    context.executor()
                            .schedule(
                                    () -> tooSlow(context),
                                    headerTime.toMillis(),
                                    TimeUnit.MILLISECONDS);
        }
    }

    /// Behind a request that is still being answered we may have stopped reading ourselves.
    private void tooSlow(ChannelHandlerContext context) {
        deadline = null;
        if (connection.answering) {
            awaitRest(context, true);
        } else {
            connection.close();
        }
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new Refused(LENGTH_AND_CHUNKED);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        ScheduledFuture<?> timer = deadline;
        if (timer != null) {
            timer.cancel(false);
        }
        super.handlerRemoved0(context);
    }
}
