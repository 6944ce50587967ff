package mos.token.web;

import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.notify.Notices;
import mos.token.notify.OpenNotices;

/// The newest open notices, above every page of the menu of whoever may read them.
final class NoticeStrip {
    /// So few that the page itself is not pushed out of sight.
    private static final int MOST = 3;

    private final Notices notices;

    NoticeStrip(Notices notices) {
        this.notices = notices;
    }

    NoticeView.Strip of(Caller caller, Texts texts) {
        if (!caller.permissions().allows(Resource.AUTH, Level.READ)) {
            return NoticeView.Strip.NONE;
        }
        OpenNotices open = notices.open(caller, MOST);
        var words = new NoticeWords(texts);
        return new NoticeView.Strip(
                texts.number(open.count()),
                open.newest().stream().map(words::of).toList(),
                open.count() > open.newest().size());
    }
}
