package org.postrider.it.dotnet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rule by which a declaration of C# becomes Java members: {@code docs/DOTNET.md}, "Names". */
final class DotnetRule {
    private static final Pattern PROPERTY = Pattern.compile("(\\S+) (\\w+) \\{ (get; )?(set; )?\\}");
    private static final Pattern EVENT = Pattern.compile("event (\\S+) (\\w+)");
    private static final Pattern METHOD = Pattern.compile("(\\S+) (\\w+)\\((.*)\\)");
    private static final Pattern CONSTRUCTOR = Pattern.compile("(\\w+)\\((.*)\\)");
    private static final Pattern CONSTANT = Pattern.compile("(\\w+) = (.+)");

    /** A Java member that is expected, and what it returns or is. */
    record Form(String signature, String type, boolean isStatic, boolean isProtected) {}

    private final Map<String, String> names;

    DotnetRule(Map<String, String> names) {
        this.names = names;
    }

    List<Form> apply(String declaration) {
        boolean isProtected = declaration.startsWith("protected ");
        boolean isStatic = declaration.startsWith("static ");
        String rest = declaration.replaceFirst("^(protected|static) ", "");
        return members(rest).stream()
                .map(form -> new Form(form.signature(), form.type(), isStatic || form.isStatic(), isProtected))
                .toList();
    }

    private List<Form> members(String declaration) {
        Matcher property = PROPERTY.matcher(declaration);
        Matcher event = EVENT.matcher(declaration);
        Matcher method = METHOD.matcher(declaration);
        Matcher constructor = CONSTRUCTOR.matcher(declaration);
        Matcher constant = CONSTANT.matcher(declaration);
        if (property.matches()) {
            return property(property);
        } else if (event.matches()) {
            return event(event.group(2), type(event.group(1)));
        } else if (method.matches()) {
            return List.of(method(method.group(1), method.group(2), method.group(3)));
        } else if (constructor.matches()) {
            return List.of(form(constructor.group(1) + parameters(constructor.group(2)), ""));
        } else if (constant.matches()) {
            return List.of(new Form(upperCase(name(constant.group(1))), constant.group(2), true, false));
        }
        throw new AssertionError("This is no declaration of a member: " + declaration);
    }

    private List<Form> property(Matcher property) {
        String type = type(property.group(1));
        boolean flag = type.equals("boolean");
        String renamed = name(property.group(2));
        String name = flag ? renamed.replaceFirst("^Is", "") : renamed;
        List<Form> forms = new ArrayList<>();
        if (property.group(3) != null) {
            forms.add(form((flag ? "is" : "get") + name + "()", type));
        }
        if (property.group(4) != null) {
            forms.add(form("set" + name + "(" + type + ")", "void"));
        }
        return forms;
    }

    private static List<Form> event(String name, String handler) {
        return List.of(
                form("add" + name + "Handler(" + handler + ")", "void"),
                form("remove" + name + "Handler(" + handler + ")", "void"));
    }

    /** A result that goes out through a parameter is an Optional. */
    private Form method(String type, String name, String parameters) {
        String renamed = names.getOrDefault(name + "()", lowerCase(name)).replace("()", "");
        boolean tries = parameters.contains("out ");
        return form(renamed + parameters(parameters.replaceFirst("(, )?out .*", "")), tries ? "Optional" : type(type));
    }

    private String parameters(String list) {
        return Stream.of(list.split(", "))
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> type(parameter.split(" ")[0]))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private String name(String name) {
        return names.getOrDefault(name, name);
    }

    String type(String name) {
        if (name.endsWith("[]")) {
            return type(name.substring(0, name.length() - 2)) + "[]";
        }
        return name(name);
    }

    private static Form form(String signature, String type) {
        return new Form(signature, type, false, false);
    }

    private static String lowerCase(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static String upperCase(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }
}
