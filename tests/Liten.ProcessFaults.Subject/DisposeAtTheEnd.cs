using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Liten.ProcessFaults.Subject;

/// <summary>A runtime is disposed because the process ends, while a blocking job of its never returns.</summary>
internal static class DisposeAtTheEnd
{
    public static int InProcessExit()
    {
        // Added before the runtime is there, so that this is called before the runtime's own handler.
        Runtime? runtime = null;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose(runtime!);
        runtime = GetStuck(MultiThread());
        return 20;
    }

    public static int InUnloading()
    {
        Runtime runtime = GetStuck(MultiThread());
        AssemblyLoadContext.Default.Unloading += _ => Dispose(runtime);
        Environment.Exit(21);
        return 0;
    }

    public static int Asynchronously()
    {
        Runtime runtime = GetStuck(MultiThread());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => DisposeInBackground(runtime);
        Environment.Exit(22);
        return 0;
    }

    public static int OfCurrentThread()
    {
        Runtime runtime = GetStuck(Runtime.CreateBuilder().CurrentThread());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose(runtime);
        return 23;
    }

    public static int WhileMainDisposes()
    {
        Runtime runtime = GetStuck(MultiThread());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose(runtime);
        ExitOnceItShutsDown(runtime, 24);
        runtime.Dispose();
        return 0;
    }

    public static int AsynchronouslyWhileMainDisposes()
    {
        Runtime runtime = GetStuck(MultiThread());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => DisposeInBackground(runtime);
        ExitOnceItShutsDown(runtime, 25);
        runtime.Dispose();
        return 0;
    }

    public static int ByUsing()
    {
        using Runtime runtime = GetStuck(MultiThread());
        Environment.Exit(26);
        return 0;
    }

    public static int InUnhandledException()
    {
        Runtime runtime = GetStuck(MultiThread());
        AppDomain.CurrentDomain.UnhandledException += (_, _) => Dispose(runtime);
        throw new InvalidOperationException("unhandled on purpose");
    }

    public static int BySignal()
    {
        Runtime runtime = GetStuck(MultiThread());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose(runtime);
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static _ => Environment.Exit(27));
        Figure.Write("ready", 1);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static RuntimeBuilder MultiThread() => Runtime.CreateBuilder().WorkerThreads(2);

    private static Runtime GetStuck(RuntimeBuilder builder)
    {
        Runtime runtime = HangWatch.Watch(builder.WorkerThreadName("stuck").AbandonAfter(TimeSpan.FromMilliseconds(100)));
        using var begun = new ManualResetEventSlim();
        _ = runtime.SpawnBlocking(() =>
        {
            begun.Set();
            Thread.Sleep(Timeout.Infinite);
        });
        begun.Wait();
        return runtime;
    }

    private static void ExitOnceItShutsDown(Runtime runtime, int exitCode)
    {
        var thread = new Thread(() =>
        {
            HangWatch.Until(() => runtime.ToString().Contains("shutting down", StringComparison.Ordinal));
            Environment.Exit(exitCode);
        });
        thread.Start();
    }

    private static void Dispose(Runtime runtime)
    {
        runtime.Dispose();
        Figure.Write("disposed", 1);
    }

    private static void DisposeInBackground(Runtime runtime)
    {
        runtime.DisposeAsync().AsTask().Wait();
        Figure.Write("disposed", 1);
    }
}
