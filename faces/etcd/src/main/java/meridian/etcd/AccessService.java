package meridian.etcd;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import meridian.protocol.AccessGrpc;
import meridian.protocol.CreateTokenRequest;
import meridian.protocol.CreateTokenResponse;
import meridian.protocol.ListTokensRequest;
import meridian.protocol.ListTokensResponse;
import meridian.protocol.RevokeTokenRequest;
import meridian.protocol.RevokeTokenResponse;
import meridian.protocol.Token;
import meridian.store.AccessChange;
import meridian.store.ApiToken;

/** Tokens for programs, which etcd does not have. */
final class AccessService {
    private static final long SECONDS_MAX = Duration.ofDays(36_525).toSeconds();
    private static final Status BAD_TIME = Status.INVALID_ARGUMENT.withDescription(
            "meridian: a token's time is 0, for one without end, or up to " + SECONDS_MAX + " seconds");

    ServerServiceDefinition definition(Reception reception) {
        return ServerServiceDefinition.builder(AccessGrpc.SERVICE_NAME)
                .addMethod(ServedMethod.of(AccessGrpc.getCreateTokenMethod(), new Unary<>(this::create, reception)))
                .addMethod(ServedMethod.of(AccessGrpc.getListTokensMethod(), new Unary<>(this::list, reception)))
                .addMethod(ServedMethod.of(AccessGrpc.getRevokeTokenMethod(), new Unary<>(this::revoke, reception)))
                .build();
    }

    private CompletableFuture<CreateTokenResponse> create(Visit visit, CreateTokenRequest request) {
        if (request.getTtlSeconds() < 0 || request.getTtlSeconds() > SECONDS_MAX) {
            throw EtcdErrors.because(BAD_TIME);
        }
        return visit.store()
                .accounts()
                .createToken(request.getUser(), request.getTitle(), Duration.ofSeconds(request.getTtlSeconds()))
                .thenApply(outcome -> {
                    ApiToken.Issued issued = EtcdErrors.done(outcome).value();
                    return CreateTokenResponse.newBuilder()
                            .setToken(translate(issued.token()))
                            .setSecret(issued.secret())
                            .build();
                });
    }

    private CompletableFuture<ListTokensResponse> list(Visit visit, ListTokensRequest request) {
        return visit.store().accounts().tokens(request.getUser()).thenApply(reply -> {
            ListTokensResponse.Builder response = ListTokensResponse.newBuilder();
            EtcdErrors.done(reply).value().forEach(token -> response.addTokens(translate(token)));
            return response.build();
        });
    }

    private CompletableFuture<RevokeTokenResponse> revoke(Visit visit, RevokeTokenRequest request) {
        return visit.store()
                .accounts()
                .change(new AccessChange.RevokeToken(request.getId()))
                .thenApply(outcome -> {
                    EtcdErrors.done(outcome);
                    return RevokeTokenResponse.getDefaultInstance();
                });
    }

    private static Token translate(ApiToken token) {
        return Token.newBuilder()
                .setId(token.id())
                .setUser(token.user())
                .setTitle(token.title())
                .setCreatedMillis(token.createdMillis())
                .setEndsMillis(token.endsMillis())
                .build();
    }
}
