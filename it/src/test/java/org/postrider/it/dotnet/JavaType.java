package org.postrider.it.dotnet;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A class of ours with its public and protected members, each called as a reader would write it: {@code setPort(int)}. */
final class JavaType {
    private static final String OURS = "org.postrider.";

    private final Class<?> type;
    private final Map<String, Member> members = new HashMap<>();

    JavaType(String name) throws ClassNotFoundException {
        this.type = find(name);
        Stream.of(type.getDeclaredConstructors()).forEach(this::note);
        Stream.of(type.getMethods()).forEach(this::note);
        for (Class<?> c = type; c != null && isOurs(c); c = c.getSuperclass()) {
            Stream.of(c.getDeclaredMethods()).forEach(this::note);
            Stream.of(c.getDeclaredFields()).forEach(this::note);
        }
    }

    private static Class<?> find(String name) throws ClassNotFoundException {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException nested) {
            return Class.forName(name.replaceFirst("\\.(\\w+)$", "\\$$1"));
        }
    }

    private void note(Member member) {
        boolean bridge = member instanceof Method method && method.isBridge();
        if (isSeen(member) && !bridge) {
            members.putIfAbsent(signature(member), member);
        }
    }

    private static boolean isSeen(Member member) {
        return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && !member.isSynthetic();
    }

    Class<?> type() {
        return type;
    }

    Member member(String signature) {
        Member member = members.get(signature);
        if (member == null) {
            throw new AssertionError(type.getName() + " has no member " + signature);
        }
        return member;
    }

    /** What the member returns, or is; a constructor has no type. */
    static String typeOf(Member member) {
        return member instanceof Method method ? method.getReturnType().getSimpleName() : "";
    }

    /**
     * What this class adds to the classes of the JDK and to those on the page that it extends.
     *
     * @param onThePage classes of ours whose members are listed elsewhere
     */
    Set<String> own(Set<Class<?>> onThePage) {
        return members.entrySet().stream()
                .filter(e -> isOurs(e.getValue().getDeclaringClass()))
                .filter(e -> e.getValue().getDeclaringClass() == type
                        || !onThePage.contains(e.getValue().getDeclaringClass()))
                .filter(e -> !(e.getValue() instanceof Method method && isOfTheJdk(method)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isOfTheJdk(Method method) {
        boolean ofEveryEnum =
                type.isEnum() && Set.of("values", "valueOf", "value").contains(method.getName());
        return ofEveryEnum || supertypes(type).anyMatch(c -> !isOurs(c) && declares(c, method));
    }

    private static boolean declares(Class<?> c, Method method) {
        return Stream.of(c.getDeclaredMethods())
                .anyMatch(m -> m.getName().equals(method.getName())
                        && m.getParameterCount() == method.getParameterCount()
                        && overridable(m, method));
    }

    /** The JDK's parameter may be a type variable of which ours is an instance. */
    private static boolean overridable(Method jdk, Method ours) {
        for (int i = 0; i < jdk.getParameterCount(); i++) {
            if (!jdk.getParameterTypes()[i].isAssignableFrom(ours.getParameterTypes()[i])) {
                return false;
            }
        }
        return true;
    }

    /** The class and all that it extends or implements. */
    static Stream<Class<?>> supertypes(Class<?> c) {
        Stream<Class<?>> above = Stream.concat(Stream.ofNullable(c.getSuperclass()), Arrays.stream(c.getInterfaces()));
        return Stream.concat(Stream.of(c), above.flatMap(JavaType::supertypes));
    }

    private static boolean isOurs(Class<?> c) {
        return c.getName().startsWith(OURS);
    }

    private static String signature(Member member) {
        if (member instanceof Field field) {
            return field.getName();
        }
        Executable executable = (Executable) member;
        String parameters = Arrays.stream(executable.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", "(", ")"));
        String name = executable instanceof Constructor
                ? executable.getDeclaringClass().getSimpleName()
                : executable.getName();
        return name + (executable.isVarArgs() ? parameters.replaceFirst("\\[\\]\\)$", "...)") : parameters);
    }
}
