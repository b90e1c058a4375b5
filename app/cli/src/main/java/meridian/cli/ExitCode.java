package meridian.cli;

/** What the command tells the shell. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    /** The lock was lost and the command killed; trying again may help. As in sysexits.h. */
    static final int LOST = 75;

    private ExitCode() {}
}
