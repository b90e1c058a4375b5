package meridian.bench;

import io.grpc.ClientInterceptor;

/** Who may use the keys while they are measured. */
enum Access {
    /** Everybody, as after the installation. */
    OPEN,
    /** Only who shows a token. */
    CONTROLLED;

    /** What calls need on their way. All clients show the same token, so that one login is enough. */
    ClientInterceptor[] interceptors(Connections connections) {
        return switch (this) {
            case OPEN -> new ClientInterceptor[0];
            case CONTROLLED -> new ClientInterceptor[] {AccessControl.login(connections)};
        };
    }
}
