package org.postrider.it.readers;

import org.postrider.mime.MediaTypeNames.Text;

/** How a message is put together: each says what to put into the draft, and which tree a reader has to find. */
enum Structure {
    TEXT {
        @Override
        Node build(Draft draft) {
            return draft.body(Text.PLAIN);
        }
    },
    FLOWED {
        @Override
        Node build(Draft draft) {
            return draft.flowed();
        }
    },
    HTML {
        @Override
        Node build(Draft draft) {
            return draft.body(Text.HTML);
        }
    },
    VIEW {
        @Override
        Node build(Draft draft) {
            return draft.view(Text.HTML);
        }
    },
    TEXT_AND_VIEW {
        @Override
        Node build(Draft draft) {
            return Node.multipart("alternative", draft.someBody(Text.PLAIN), draft.view(Text.HTML));
        }
    },
    HTML_BESIDE_PLAIN_VIEW {
        @Override
        Node build(Draft draft) {
            Node html = draft.someBody(Text.HTML);
            return Node.multipart("alternative", draft.view(Text.PLAIN), html);
        }
    },
    MANY_VIEWS {
        @Override
        Node build(Draft draft) {
            return Node.multipart(
                    "alternative",
                    draft.someBody(Text.PLAIN),
                    draft.view(Text.PLAIN),
                    draft.view(Text.HTML),
                    draft.view("text/x-amp-html"));
        }
    },
    VIEW_WITH_RESOURCE {
        @Override
        Node build(Draft draft) {
            return draft.viewWithResources(1);
        }
    },
    TEXT_AND_VIEW_WITH_RESOURCES {
        @Override
        Node build(Draft draft) {
            return Node.multipart("alternative", draft.someBody(Text.PLAIN), draft.viewWithResources(3));
        }
    },
    FILE_ALONE {
        @Override
        Node build(Draft draft) {
            return Node.multipart("mixed", Node.text(Text.PLAIN, ""), draft.file());
        }
    },
    TEXT_AND_FILES {
        @Override
        Node build(Draft draft) {
            return Node.multipart(
                    "mixed", draft.body(Text.PLAIN), draft.file(), draft.bytes(), draft.textFile(), draft.bytes());
        }
    },
    HTML_AND_TEXT_FILE {
        @Override
        Node build(Draft draft) {
            return Node.multipart("mixed", draft.body(Text.HTML), draft.textFile());
        }
    },
    VIEWS_AND_FILES {
        @Override
        Node build(Draft draft) {
            Node views = Node.multipart("alternative", draft.someBody(Text.PLAIN), draft.view(Text.HTML));
            return Node.multipart("mixed", views, draft.textFile(), draft.file());
        }
    },
    EVERYTHING {
        @Override
        Node build(Draft draft) {
            Node views = Node.multipart(
                    "alternative",
                    draft.someBody(Text.PLAIN),
                    draft.view("text/enriched"),
                    draft.viewWithResources(2),
                    draft.viewWithResources(1));
            return Node.multipart("mixed", views, draft.file(), draft.textFile(), draft.bytes());
        }
    },
    INVITATION {
        @Override
        Node build(Draft draft) {
            return draft.invitation(draft.someBody(Text.PLAIN));
        }
    },
    MESSAGE_IN_MESSAGE {
        @Override
        Node build(Draft draft) {
            return Node.multipart("mixed", draft.body(Text.PLAIN), draft.embedded());
        }
    };

    /** Fills the draft and tells what it has become. */
    abstract Node build(Draft draft);
}
