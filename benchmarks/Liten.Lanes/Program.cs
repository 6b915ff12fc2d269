using Liten.Measurements;
using Spectre.Console;

// dotnet run -c Release --project benchmarks/Liten.Lanes [-- turns N]
// Without arguments: shares and latencies against their targets. With "turns N": so many turns in five lanes, and whether
// limits and pins held at each of them.
if (args is ["turns", var number] && long.TryParse(number, out long turns))
{
    return Conservation.Run(turns);
}

AnsiConsole.MarkupLineInterpolated($"{Environment.ProcessorCount} processors, {Load.Workers} workers, .NET {Environment.Version}");
ShareTable.Print();
LatencyTable.Print();
CostTable.Print();
return 0;
