package org.postrider.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The root of the commands: knows help and version, and leaves the work to its subcommands. */
@Command(
        name = "postrider",
        description = "Sends mail from a shell, and tells what the server said and what it is like.",
        synopsisSubcommandLabel = "(send | probe | bench | demo)",
        mixinStandardHelpOptions = true,
        versionProvider = PostriderCommand.Version.class,
        footer = {
            "",
            "See 'postrider send --help' for sending, 'postrider probe HOST' for what a server is like, 'postrider bench --help' for what it"
                    + " bears, and try 'postrider demo': it needs no mail server."
        })
final class PostriderCommand {

    /** Finds the version where the build has put it: in the module's descriptor, or on a class path in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Module module = Main.class.getModule();
            String version = module.isNamed()
                    ? module.getDescriptor().rawVersion().orElse("(unknown version)")
                    : Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                            .orElse("(unknown version)");
            return new String[] {"postrider " + version};
        }
    }
}
