// Who trains, evaluates and serves models sees what their authors see, too.
@_exported import Debut
