"""What somebody has to repair: one tree, one class for each thing a caller does differently.

::

    KbError
    ├── ContentError          the editors' files: named with path (and line) to be mended
    │   ├── ContentMissing    the content folder is absent or holds no documents
    │   └── FactsInvalid      front matter, sidecar or folder facts do not validate
    ├── FileUnreadable        one file cannot be read; the run goes on without it
    │   ├── FileEncrypted     it asks for a password
    │   ├── FileTooHeavy      it ran over a limit of time, memory or output
    │   └── FileUnsupported   no reader for this kind of file
    ├── SettingsInvalid       tradewind.toml, TRADEWIND_* or a command's argument
    ├── ModelUnavailable      a configured model's weights or library are absent or do not load
    ├── WritingFailed         a language model or translator gave nothing: the reply is quoted
    ├── IndexMissing          no release has been published yet
    ├── IndexOutdated         the release was built by another model or schema
    ├── IndexBroken           a release's files do not match their checksums
    ├── IndexBusy             another process is building
    ├── ReleaseUnfit          the release that is to be published cannot answer
    │   └── ReleaseMissing    no release of this name is kept
    ├── PublishRefused        the golden gate found a candidate worse than the live release
    ├── BuildCancelled        somebody stopped a build; nothing of it is left
    ├── CalibrationMissing    no calibration of this name is kept
    ├── CalibrationBroken     a calibration's file is damaged or for another confidence model
    ├── BackupRefused         a backup, restore or export that would overwrite something
    ├── BackupBroken          a backup's archive is damaged, hostile or of another format
    ├── StorageFull           the disk refused a write; what was published stays
    ├── QuestionInvalid       a question that cannot be taken as asked
    ├── DocumentError         what an editor asked of a file among the documents cannot be done
    │   ├── DocumentMissing   there is no such file, or nothing to take back
    │   ├── DocumentConflict  the place is taken, or something else stands against it
    │   ├── DocumentChanged   it is not the version any more that the editor saw
    │   └── DocumentRefused   a name, bytes or facts that are not taken
    │       ├── DocumentTooLarge     more bytes than a file may have
    │       ├── DocumentUnsupported  bytes that no reader takes
    │       └── FactsRefused         facts that do not validate, field by field
    ├── PeopleError           signing in, or what an admin asked of people, cannot be done
    │   ├── SignInRefused     a name, password, link or key that opens nothing
    │   ├── SignInLocked      wrong too often: nobody is let in there for a while
    │   ├── SignInBusy        as many sign in as one process can check at once
    │   ├── ProviderFailed    the OpenID provider cannot be reached, or answers nothing of use
    │   ├── PasswordUnfit     a new password that is too short, or easy to guess
    │   ├── PersonMissing     nobody has this name
    │   ├── NotYourName       a person who would act in somebody else's name
    │   ├── PersonChanged     somebody else changed the person since they were looked at
    │   ├── LastAdmin         nobody would be left who may do this
    │   ├── OwnRights         what an admin would take from themselves
    │   └── PersonConflict    somebody has it already, or it is nobody's to have
    │       └── PersonRemoved they may not come in any more, until somebody lets them again
    ├── KeysError             what was asked of the keys cannot be done
    │   ├── KeyMissing        there is no such key
    │   ├── KeyConflict       a key that holds has this name, or this one does not hold any more
    │   ├── LastAdminKey      nobody could administer the server without it
    │   └── KeyInvalid        a scope, origin, name or time that no key can have
    └── DeskError             what was asked of the desk cannot be done
        ├── DeskMissing       there is no such case, conversation, message or reply
        ├── DeskConflict      somebody else was first, or the case is not in a state for it
        │   └── NotYours      the case is a colleague's, and only a lead may take the step
        ├── DeskInvalid       a value that the desk does not take: an unknown tier, an empty reply
        └── DeskUnavailable   its database is damaged, locked or of a newer version
"""

from collections.abc import Sequence


class KbError(Exception):
    """Root of everything Tradewind raises on purpose."""


class ContentError(KbError):
    """One of the editors' files has to be mended."""


class ContentMissing(ContentError):
    """The content folder is absent or holds no documents."""


class FactsInvalid(ContentError):
    """Front matter, a sidecar or a folder's facts do not validate."""


class FileUnreadable(KbError):
    """One file cannot be read; the run goes on without it."""


class FileEncrypted(FileUnreadable):
    """The file asks for a password."""


class FileTooHeavy(FileUnreadable):
    """The file ran over a limit of time, memory or output."""


class FileUnsupported(FileUnreadable):
    """No reader takes this kind of file."""


class SettingsInvalid(KbError):
    """A setting or argument is unknown or out of bounds."""


class ModelUnavailable(KbError):
    """A configured model's weights or library are absent, altered or do not load."""


class WritingFailed(KbError):
    """A configured language model or translator gave nothing; the reply is quoted instead."""

    def __init__(self, message: str, *, reason: str) -> None:
        """``reason`` is one of ``answer.draft.WritingFailure``."""
        super().__init__(message)
        self.reason = reason


class IndexMissing(KbError):
    """No release has been published yet."""


class IndexOutdated(KbError):
    """The release was built by another model or schema."""


class IndexBroken(KbError):
    """A release's files do not match their checksums."""


class IndexBusy(KbError):
    """Another process is building a release."""


class ReleaseUnfit(KbError):
    """The release that is to be published is not kept, damaged or of another model."""


class ReleaseMissing(ReleaseUnfit):
    """No release of this name is kept."""


class PublishRefused(KbError):
    """The golden gate found a candidate worse than the live release; it is kept."""


class BuildCancelled(KbError):
    """Somebody stopped a build; nothing of it is left."""


class CalibrationMissing(KbError):
    """No calibration of this name is kept."""


class CalibrationBroken(KbError):
    """A calibration's file is damaged or was made for another confidence model."""


class BackupRefused(KbError):
    """A backup, a restore or an export that would overwrite something, or has no room."""


class BackupBroken(KbError):
    """A backup's archive is damaged, hostile or of another format; nothing was changed."""


class StorageFull(KbError):
    """The disk refused a write; what was published stays."""


class QuestionInvalid(KbError):
    """A question that cannot be taken as asked."""


class DocumentError(KbError):
    """What an editor asked of a file among the documents cannot be done."""


class DocumentMissing(DocumentError):
    """There is no such file, or nothing to take back."""


class DocumentConflict(DocumentError):
    """The place is taken, or something else stands against it."""


class DocumentChanged(DocumentError):
    """The file is not the version any more that the editor saw."""


class DocumentRefused(DocumentError):
    """A name, bytes or facts that are not taken."""


class DocumentTooLarge(DocumentRefused):
    """More bytes than a file may have."""


class DocumentUnsupported(DocumentRefused):
    """Bytes that no reader takes."""


class FactsRefused(DocumentRefused):
    """Facts that do not validate."""

    def __init__(self, message: str, *, fields: Sequence[tuple[str, str]]) -> None:
        """``fields`` holds a key, empty where it is about no single one, and what is wrong."""
        super().__init__(message)
        self.fields = tuple(fields)


class PeopleError(KbError):
    """Signing in, or what an admin asked of people, cannot be done."""


class SignInRefused(PeopleError):
    """A name, password, link or key that opens nothing; never says which of them."""


class SignInLocked(PeopleError):
    """Wrong too often: nobody is let in there for a while."""

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        """After ``retry_after_seconds`` it can be tried again."""
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class SignInBusy(PeopleError):
    """As many sign in as one process can check at once."""


class ProviderFailed(PeopleError):
    """The OpenID provider cannot be reached, or answers nothing of use."""


class PasswordUnfit(PeopleError):
    """A new password that is too short, or easy to guess."""


class NotYourName(PeopleError):
    """A person who would act in somebody else's name."""


class PersonMissing(PeopleError):
    """Nobody has this name."""


class PersonChanged(PeopleError):
    """Somebody else changed the person since whoever asks looked at them."""


class LastAdmin(PeopleError):
    """Without this person nobody would be left who may manage people."""


class OwnRights(PeopleError):
    """What an admin would take from themselves, and could not give back."""


class PersonConflict(PeopleError):
    """Somebody has this name already, or it is nobody's to have."""


class PersonRemoved(PersonConflict):
    """Somebody who may not come in any more, until an admin lets them again."""


class KeysError(KbError):
    """What was asked of the keys cannot be done."""


class KeyMissing(KeysError):
    """There is no such key."""


class KeyConflict(KeysError):
    """A key that holds has this name, or this one does not hold any more."""


class LastAdminKey(KeysError):
    """Without this key nobody could come in any more who may do everything."""


class KeyInvalid(KeysError):
    """A scope, origin, name or time that no key can have."""


class DeskError(KbError):
    """What was asked of the desk cannot be done."""


class DeskMissing(DeskError):
    """There is no such case, conversation, message or reply."""


class DeskConflict(DeskError):
    """Somebody else was first, or the case is not in a state for it."""


class NotYours(DeskConflict):
    """The case is a colleague's, and only a lead may take the step."""


class DeskInvalid(DeskError):
    """A value that the desk does not take: an unknown tier, an empty reply."""


class DeskUnavailable(DeskError):
    """The desk's database is damaged, stays locked or was written by a newer version."""
