namespace Liten.AotTests;

/// <summary>Exercises the library where it was compiled ahead of time: no just-in-time compiler, no reflection, trimmed.</summary>
internal static class Program
{
    [LitenMain(WorkerThreads = 2, Name = "aot")]
    private static async LitenTask<int> Main()
    {
        var check = new Check();
        await check.RunAsync("[LitenMain]", async () => Check.True(Thread.CurrentThread.Name?.StartsWith("aot-", StringComparison.Ordinal) == true));
        await new LibraryChecks(check).RunAsync("work stealing");
        await new RuntimeChecks(check).RunAsync();
        await new HostingChecks(check).RunAsync();

        // The other schedulers get a thread of their own: a worker must not block.
        await Blocking.Spawn(() => RunOn(Runtime.CreateBuilder().WorkerThreads(2).DisableWorkStealing(), "pinned", check));
        await Blocking.Spawn(() => RunOn(Runtime.CreateBuilder().CurrentThread(), "current thread", check));
        Console.WriteLine($"{check.Count} checks, {check.Failures} of them wrong");
        return check.Failures == 0 ? 0 : 1;
    }

    private static void RunOn(RuntimeBuilder builder, string scheduler, Check check)
    {
        using Runtime runtime = builder.Build();
        runtime.BlockOn(() => new LibraryChecks(check).RunAsync(scheduler));
    }
}
