package org.postrider.mail;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A list without nulls that its owner reads as it is changed. Not thread safe. */
abstract class LiveList<E> extends AbstractList<E> {
    /** Made when it is needed: most of a message's lists stay empty. */
    private List<E> items = List.of();

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
        if (items.isEmpty()) {
            items = new ArrayList<>(2);
        }
        items.add(index, Objects.requireNonNull(item, "item"));
    }

    /** Adds the items of a list that nobody else has, and that is not used again. */
    final void addAllOf(LiveList<E> other) {
        beforeChange();
        if (items.isEmpty()) {
            items = other.items;
        } else {
            items.addAll(other.items);
        }
    }

    /** Takes all items out, which is no change that a closed collection could refuse. */
    final List<E> drain() {
        List<E> all = items;
        items = List.of();
        return all;
    }

    @Override
    public E set(int index, E item) {
        beforeChange();
        Objects.checkIndex(index, size());
        return items.set(index, Objects.requireNonNull(item, "item"));
    }

    @Override
    public E remove(int index) {
        beforeChange();
        Objects.checkIndex(index, size());
        return items.remove(index);
    }
}
