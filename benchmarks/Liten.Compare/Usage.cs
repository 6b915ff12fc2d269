namespace Liten.Compare;

/// <summary>What the options are.</summary>
internal static class Usage
{
    public const string Line =
        "usage: compare [--setting a,b | --all-settings] [--rows a,b] [--peers a,b] [--workers N] [--rounds N] [--quick] [--curves] "
        + "[--json FILE] [--svg FILE] [--markdown FILE] [--machine NAME]";

    public static string Text => $"""
        {Line}

          --setting a,b     measure in these settings, one after the other; without it, in {SettingCatalog.Quiet}:
        {string.Join('\n', SettingCatalog.All.Select(setting => $"                      {setting,-8} {setting.Says}"))}
          --all-settings    in all of them, and begin with a table of the ratios side by side and the worst of each row
          --rows a,b        measure these rows only
          --peers a,b       compare with these only: {string.Join(", ", PeerCatalog.Keys)}
          --workers N       so many workers for all; without it, as many as the machine has processors
          --rounds N        measure so often, instead of 11 times in quiet, 7 in one-cpu and busy, 5 in cold
          --quick           show that it works; the times say little
          --curves          also the curves: a row again and again, while workers, tasks or timers grow
          --json FILE       write everything for programs
          --svg FILE        write a chart of the ratios, of several settings the worst one of each row
          --markdown FILE   write the tables into this machine's section of the file; other machines' sections stay
          --machine NAME    the name of that section; without it, the processor and how many there are

        How long it takes: {Duration}

        rows: {RowCatalog.Names}
        """;

    /// <summary>Measured with four programs and two rows on two processors.</summary>
    private const string Duration =
        "about 30 s per row in quiet, 25 s in one-cpu, busy and cold: all rows 20 minutes in quiet, and 75 in all settings.";
}
