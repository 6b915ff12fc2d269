namespace Liten.Compare;

/// <summary>A whole run: setting after setting, row after row, then the curves, until all is measured or the user stops it.</summary>
internal sealed class Comparison(CommandLine line, IReadOnlyList<PeerDefinition> programs)
{
    private readonly Machine _machine = Machine.Read();
    private readonly List<SettingResult> _settings = [];
    private readonly List<CurveResult> _curves = [];
    private readonly List<string> _notes = [];
    private MachineSpeed? _speed;

    /// <summary>What was measured so far.</summary>
    public Report Report => new(_machine, _speed, line.Workers, programs, _settings, _curves, _notes);

    /// <exception cref="OperationCanceledException">The user stopped it; <see cref="Report"/> has what was measured.</exception>
    public async Task RunAsync(Action<string> progress, CancellationToken stop)
    {
        progress("the machine");
        _speed = await Task.Run(() => MachineSpeed.Measure(line.Quick, stop), stop);
        foreach (Setting setting in line.Settings)
        {
            try
            {
                await MeasureAsync(setting, progress, stop);
            }
            catch (PeerFailure failure)
            {
                _notes.Add($"{setting} is left out: {failure.Message}");
            }
        }

        foreach (CurveDefinition curve in line.Curves ? CurveCatalog.Of(line.Workers) : [])
        {
            await MeasureAsync(curve, progress, stop);
        }
    }

    private async Task MeasureAsync(Setting setting, Action<string> progress, CancellationToken stop)
    {
        using Hogs hogs = setting.Begin();
        var lines = new List<LineResult>();
        Protocol protocol = line.ProtocolIn(setting);
        _settings.Add(new SettingResult(setting, protocol, lines));
        foreach (RowDefinition row in line.RowsIn(setting))
        {
            if (row.Hello is { } variant && !File.Exists(PeerCatalog.FindHello(PeerCatalog.Liten, variant)))
            {
                _notes.Add($"{row.Name} is left out: run benchmarks/peers/setup --publish to build its programs");
                continue;
            }

            progress($"{setting}: {row.Name}");
            await MeasureAsync(new RowMeasurement(row, programs, line.Workers, setting, protocol), lines.AddRange, stop);
        }

        if (!hogs.AllRun)
        {
            _notes.Add($"{setting}: an endless loop ended before the peers did, so these times are those of a machine less busy");
        }
    }

    private async Task MeasureAsync(CurveDefinition curve, Action<string> progress, CancellationToken stop)
    {
        var points = new List<CurvePoint>();
        _curves.Add(new CurveResult(curve, points));
        Setting setting = SettingCatalog.Quiet;
        foreach (long x in curve.Values)
        {
            progress($"{curve.Name}, {x} {curve.Axis}");
            RowDefinition row = RowCatalog.Find(curve.Row)!;
            var measurement = new RowMeasurement(
                curve.GrowsWorkers ? row : row with { Size = x },
                programs,
                curve.GrowsWorkers ? (int)x : line.Workers,
                setting,
                line.ProtocolIn(setting).ForCurves());
            await MeasureAsync(measurement, lines => points.AddRange(lines.Select(result => new CurvePoint(x, result))), stop);
        }
    }

    private async Task MeasureAsync(RowMeasurement measurement, Action<IReadOnlyList<LineResult>> keep, CancellationToken stop)
    {
        try
        {
            await measurement.RunAsync(stop);
        }
        finally
        {
            keep(measurement.Results);
            _notes.AddRange(measurement.Notes);
        }
    }
}
