using Liten;

namespace Troubles;

/// <summary>Where the patients lie, and where they can be looked at.</summary>
internal static class Ward
{
    /// <summary>A runtime that tells by itself what it notices.</summary>
    public static Runtime Admit(string name) => Runtime.CreateBuilder()
        .Name(name)
        .WorkerThreads(2)
        .WorkerThreadName(name)
        .MaxBlockingThreads(4)
        .DumpOnQuit(Console.Error)
        .OnWaitCycle(cycle => Console.Error.WriteLine($"the runtime tells by itself: {cycle}"))
        .OnStandstill(page => Console.Error.WriteLine($"the runtime tells by itself: all {page.Alive} tasks wait, and nothing here can wake them"))
        .Build();

    /// <summary>
    /// Shows a dashboard of patients, each in a runtime of its own so that none makes another one ill, beside one that is well; until
    /// the input ends.
    /// </summary>
    public static void Open(int port, params string[] diseases)
    {
        Shop.Open(Admit("healthy"));
        foreach ((string name, Disease disease) in Diseases.All)
        {
            // Among all of them a loop would take the processors from who looks at the others.
            if (diseases.Contains(name) || (diseases.Length == 0 && name != "loop"))
            {
                disease.Begin(Admit(name));
            }
        }

        LitenDashboard dashboard = LitenDashboard.Start(port, new DashboardOptions { AllowAbort = true });
        Console.WriteLine($"Look at {dashboard.Address}; Enter ends it.");
        Console.ReadLine();
        Environment.Exit(0); // the patients would not end by themselves
    }
}
