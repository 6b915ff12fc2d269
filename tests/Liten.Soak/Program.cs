using System.Globalization;
using System.Runtime.InteropServices;

namespace Liten.Soak;

internal static class Program
{
    private const int Passed = 0;
    private const int Failed = 1;
    private const int WrongUsage = 2;

    private static int Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return Run(CommandLine.Parse(args));
        }
        catch (UsageException exception)
        {
            Console.Error.WriteLine($"soak: {exception.Message}; --help shows the usage");
            return WrongUsage;
        }
    }

    private static int Run(CommandLine commandLine)
    {
        if (commandLine.WantsHelp)
        {
            Console.WriteLine(CommandLine.Help);
            return Passed;
        }

        using var interrupt = new CancellationTokenSource();
        using PosixSignalRegistration onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        Verdict verdict = Report.Show(new SoakRun(commandLine, interrupt.Token).Run);
        Report.Write(verdict);
        verdict.ReportFact();
        if (commandLine.JsonFile is { } path)
        {
            verdict.WriteJson(path);
        }

        return verdict.HasPassed ? Passed : Failed;

        // The first one ends the run, a second one the process.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        }
    }
}
