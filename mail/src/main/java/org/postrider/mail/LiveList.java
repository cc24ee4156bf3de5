package org.postrider.mail;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A list without nulls that its owner reads as it is changed. Not thread safe. */
abstract class LiveList<E> extends AbstractList<E> {
    private final List<E> items = new ArrayList<>();

    LiveList() {}

    /** Called before each change; a closed collection refuses here. */
    void beforeChange() {}

    @Override
    public E get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public void add(int index, E item) {
        beforeChange();
        items.add(index, Objects.requireNonNull(item, "item"));
    }

    @Override
    public E set(int index, E item) {
        beforeChange();
        return items.set(index, Objects.requireNonNull(item, "item"));
    }

    @Override
    public E remove(int index) {
        beforeChange();
        return items.remove(index);
    }
}
