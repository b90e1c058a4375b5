package meridian.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import meridian.base.Disk;
import meridian.base.Machine;
import meridian.node.Refusal;
import meridian.node.Version;
import meridian.store.SnapshotArchive;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code meridian} command. */
@Command(
        name = "meridian",
        version = "meridian " + Version.MERIDIAN,
        description = "Runs a Meridian cluster on this machine, and talks to clusters anywhere.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  meridian up                    start three nodes",
            "  meridian kv put hello world    write a key",
            "  meridian kv get hello          read it",
            "  meridian status                see how the nodes are",
            "  meridian down                  stop them"
        })
public final class Main implements Runnable {
    @Option(names = "--verbose", description = "Show the whole trace of an error.", scope = ScopeType.INHERIT)
    private boolean verbose;

    @Spec
    private @Nullable CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, false, StandardCharsets.UTF_8);
        Screen screen = new Screen(out, err);
        System.exit(commandLine(Installation.current(), screen, System.in, Machine.disk())
                .execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec, "picocli sets it").commandLine(), "Say what to do.");
    }

    /** All commands, wired. */
    static CommandLine commandLine(Installation installation, Screen screen, InputStream input, Disk disk) {
        Main main = new Main();
        CommandLine root = new CommandLine(main)
                .addSubcommand(new UpCommand(installation, screen, disk))
                .addSubcommand(new StatusCommand(installation, screen, disk))
                .addSubcommand(new DownCommand(installation, screen, disk));
        PasswordSource passwords = new PasswordSource(name -> Optional.ofNullable(System.getenv(name)), input);
        Remotes remotes = new Remotes(installation, disk, passwords);
        addAccess(root, remotes, screen, passwords);
        root.addSubcommand(new LockCommand(remotes.next(), screen))
                .addSubcommand(new SemaphoreCommand(remotes.next(), screen))
                .addSubcommand(new ElectCommand(remotes.next(), screen))
                .addSubcommand(Group.of(
                        "kv",
                        "Reads and writes keys.",
                        new GetCommand(remotes.next(), screen),
                        new PutCommand(remotes.next(), screen, input),
                        new DelCommand(remotes.next(), screen),
                        new WatchCommand(remotes.next(), screen),
                        new TxnCommand(remotes.next(), screen)))
                .addSubcommand(Group.of(
                        "member",
                        "Shows and changes who belongs to the cluster.",
                        new MemberCommand.ListMembers(remotes.next(), screen),
                        new MemberCommand.Add(remotes.next(), screen),
                        new MemberCommand.Remove(remotes.next(), screen),
                        new MemberCommand.Promote(remotes.next(), screen)))
                .addSubcommand(Group.of(
                        "snapshot",
                        "Saves, checks and restores copies of the whole state.",
                        new SnapshotSaveCommand(remotes.next(), screen, disk),
                        new SnapshotRestoreCommand(installation, screen, disk),
                        new SnapshotStatusCommand(screen, disk)))
                .addSubcommand(Group.of(
                        "cert",
                        "Makes the certificates of a cluster.",
                        new CertCommand.Init(installation, screen, disk),
                        new CertCommand.Node(installation, screen, disk),
                        new CertCommand.Client(installation, screen, disk)))
                .addSubcommand(new CommandLine(new TimeCommand(installation, screen, disk))
                        .addSubcommand(new TimeQueryCommand(screen))
                        .addSubcommand(new TimePlotCommand(installation, screen, disk)))
                .addSubcommand(new AuditCommand(installation, screen, disk))
                .addSubcommand(new CompactCommand(remotes.next(), screen))
                .addSubcommand(new DefragCommand(remotes.next(), screen))
                .addSubcommand(new AlarmCommand(remotes.next(), screen))
                .addSubcommand(Group.of(
                        "config",
                        "Checks and documents the configuration.",
                        new ConfigCheckCommand(screen, disk),
                        new ConfigDocsCommand(installation, screen, disk)))
                .addSubcommand(new CompletionCommand(screen))
                .addSubcommand(new VersionCommand(screen))
                .addSubcommand(new RehearseCommand(installation, screen, disk));
        return configure(root, main, screen);
    }

    private static void addAccess(CommandLine root, Remotes remotes, Screen screen, PasswordSource passwords) {
        root.addSubcommand(Group.of(
                        "access",
                        "Turns access control on and off.",
                        new AccessCommand.On(remotes.next(), screen),
                        new AccessCommand.Off(remotes.next(), screen)))
                .addSubcommand(Group.of(
                        "user",
                        "Shows and changes who may log in.",
                        new UserCommand.ListUsers(remotes.next(), screen),
                        new UserCommand.Add(remotes.next(), screen, passwords),
                        new UserCommand.Password(remotes.next(), screen, passwords),
                        new UserCommand.Delete(remotes.next(), screen),
                        new UserCommand.Grant(remotes.next(), screen),
                        new UserCommand.Revoke(remotes.next(), screen)))
                .addSubcommand(Group.of(
                        "token",
                        "Shows and changes the tokens of programs.",
                        new TokenCommand.Create(remotes.next(), screen),
                        new TokenCommand.ListTokens(remotes.next(), screen),
                        new TokenCommand.Revoke(remotes.next(), screen)))
                .addSubcommand(Group.of(
                        "role",
                        "Shows and changes what may be done with which keys.",
                        new RoleCommand.ListRoles(remotes.next(), screen),
                        new RoleCommand.Add(remotes.next(), screen),
                        new RoleCommand.Delete(remotes.next(), screen),
                        new RoleCommand.Grant(remotes.next(), screen),
                        new RoleCommand.Revoke(remotes.next(), screen)));
    }

    private static CommandLine configure(CommandLine root, Main main, Screen screen) {
        addHelp(root);
        root.getCommandSpec()
                .addOption(OptionSpec.builder("--version")
                        .versionHelp(true)
                        .description("Show the version.")
                        .build());
        return root.setOut(screen.out())
                .setErr(screen.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((bad, _) -> complain(bad, screen))
                .setExecutionExceptionHandler((trouble, _, _) -> explain(trouble, main.verbose, screen));
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        command.getSubcommands().values().forEach(Main::addHelp);
    }

    private static int complain(ParameterException bad, Screen screen) {
        screen.remark(String.valueOf(bad.getMessage()));
        screen.remark("How it goes: ./" + bad.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static int explain(Exception trouble, boolean verbose, Screen screen) {
        boolean expected = trouble instanceof Failure
                || trouble instanceof Refusal
                || trouble instanceof SnapshotArchive.Broken
                || trouble instanceof UncheckedIOException;
        screen.remark(expected ? String.valueOf(trouble.getMessage()) : "Unexpected: " + trouble);
        if (verbose) {
            trouble.printStackTrace(screen.err());
        } else if (!expected) {
            screen.remark("With --verbose there is more to read.");
        }
        screen.err().flush();
        return ExitCode.FAILED;
    }

    /** Commands have their options in an object of their own, also those they share. */
    private record Remotes(Installation installation, Disk disk, PasswordSource passwords) {
        Remote next() {
            return new Remote(installation, disk, passwords);
        }
    }
}
