using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Liten.Benchmarks.QuickRatio;

if (args is ["ratio", ..])
{
    RatioReport.Print(args.ElementAtOrDefault(1));
    return 0;
}

Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args)];

// BenchmarkDotNet itself exits with 0 whatever happened.
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
