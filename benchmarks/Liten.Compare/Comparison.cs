namespace Liten.Compare;

/// <summary>A whole run: row after row, then the curves, until all is measured or the user stops it.</summary>
internal sealed class Comparison(CommandLine line, IReadOnlyList<PeerDefinition> programs)
{
    private readonly Machine _machine = Machine.Read();
    private readonly List<LineResult> _lines = [];
    private readonly List<CurveResult> _curves = [];
    private readonly List<string> _notes = [];

    /// <summary>What was measured so far.</summary>
    public Report Report => new(_machine, line.Protocol, line.Workers, programs, _lines, _curves, _notes);

    /// <exception cref="OperationCanceledException">The user stopped it; <see cref="Report"/> has what was measured.</exception>
    public async Task RunAsync(Action<string> progress, CancellationToken stop)
    {
        foreach (RowDefinition row in line.Rows)
        {
            progress(row.Name);
            await MeasureAsync(row, line.Workers, line.Protocol, _lines.AddRange, stop);
        }

        foreach (CurveDefinition curve in line.Curves ? CurveCatalog.Of(line.Workers) : [])
        {
            var points = new List<CurvePoint>();
            _curves.Add(new CurveResult(curve, points));
            foreach (long x in curve.Values)
            {
                progress($"{curve.Name}, {x} {curve.Axis}");
                RowDefinition row = RowCatalog.Find(curve.Row)!;
                await MeasureAsync(
                    curve.GrowsWorkers ? row : row with { Size = x },
                    curve.GrowsWorkers ? (int)x : line.Workers,
                    line.Protocol.ForCurves(),
                    lines => points.AddRange(lines.Select(result => new CurvePoint(x, result))),
                    stop);
            }
        }
    }

    private async Task MeasureAsync(RowDefinition row, int workers, Protocol protocol, Action<IReadOnlyList<LineResult>> keep, CancellationToken stop)
    {
        var measurement = new RowMeasurement(row, programs, workers, protocol);
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
