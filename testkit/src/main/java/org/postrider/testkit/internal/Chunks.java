package org.postrider.testkit.internal;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * The content of a message, kept in pieces so that growing never copies, or only counted and hashed.
 *
 * <p>Filled by one thread and then handed over; from there on it changes shape only, under its own monitor.
 */
final class Chunks {
    private static final int CHUNK = 64 * 1024;

    private final boolean isDiscarding;
    private final MessageDigest digest = newDigest();
    private final List<byte[]> full = new ArrayList<>();
    private byte[] current = new byte[1024];
    private int used;
    private long size;

    Chunks(boolean isDiscarding) {
        this.isDiscarding = isDiscarding;
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime lacks SHA-256, which every runtime must have", e);
        }
    }

    void append(byte[] bytes, int offset, int length) {
        size += length;
        if (isDiscarding) {
            digest.update(bytes, offset, length);
            return;
        }
        int from = offset;
        int left = length;
        while (left > 0) {
            if (used == current.length) {
                full.add(current);
                current = new byte[CHUNK];
                used = 0;
            }
            int count = Math.min(left, current.length - used);
            System.arraycopy(bytes, from, current, used, count);
            used += count;
            from += count;
            left -= count;
        }
    }

    synchronized long size() {
        return size;
    }

    synchronized InputStream open() {
        requireContent();
        List<InputStream> pieces = new ArrayList<>();
        full.forEach(chunk -> pieces.add(new ByteArrayInputStream(chunk)));
        pieces.add(new ByteArrayInputStream(current, 0, used));
        return new SequenceInputStream(Collections.enumeration(pieces));
    }

    /** The content in one array, which is shared: pieces are let go as they are joined, so it is held once only. */
    synchronized byte[] join() {
        requireContent();
        if (!full.isEmpty() || used < current.length) {
            byte[] joined = new byte[Math.toIntExact(size)];
            int at = 0;
            for (int i = 0; i < full.size(); i++) {
                byte[] chunk = full.get(i);
                System.arraycopy(chunk, 0, joined, at, chunk.length);
                at += chunk.length;
            }
            System.arraycopy(current, 0, joined, at, used);
            full.clear();
            current = joined;
            used = joined.length;
        }
        return current;
    }

    /** The hash; for a kept content it is made when asked for. */
    synchronized String sha256() {
        if (!isDiscarding) {
            digest.reset();
            full.forEach(digest::update);
            digest.update(current, 0, used);
            return HexFormat.of().formatHex(digest.digest());
        }
        return HexFormat.of().formatHex(copyOfDigest().digest());
    }

    private MessageDigest copyOfDigest() {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The runtime's SHA-256 can't be copied; use the JDK's own provider", e);
        }
    }

    private void requireContent() {
        if (isDiscarding) {
            throw new IllegalStateException("The content was discarded; leave out discardBodies() to look into it");
        }
    }
}
