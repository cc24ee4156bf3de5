package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the module asks of those who use it. */
class ModuleTest {
    private static ModuleDescriptor module() throws URISyntaxException {
        Path classes = Path.of(SmtpTestServer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return ModuleFinder.of(classes)
                .find("org.postrider.testkit")
                .orElseThrow()
                .descriptor();
    }

    @Test
    void userNeedsNeitherJUnitNorJSpecify() throws URISyntaxException {
        assertThat(module().requires())
                .filteredOn(requires -> !requires.name().startsWith("java."))
                .extracting(Requires::modifiers)
                .containsExactly(Set.of(Requires.Modifier.STATIC), Set.of(Requires.Modifier.STATIC));
    }

    @Test
    void mechanismIsNotExported() throws URISyntaxException {
        assertThat(module().exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrder("org.postrider.testkit", "org.postrider.testkit.junit");
    }
}
