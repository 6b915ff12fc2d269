using System.Runtime.Loader;

namespace Liten;

/// <summary>Whether the process is ending: then a wait without a limit could keep it from it.</summary>
internal static class ProcessEnd
{
    private static AtomicFlag s_begun;

    public static bool HasBegun => s_begun.IsSet;

    /// <summary>
    /// Listens from now on. .NET unloads the default context before it calls the handlers of ProcessExit, which may
    /// dispose a runtime. A handler of Unloading or UnhandledException that was added before the first runtime was
    /// built is called before this knows.
    /// </summary>
    public static void Watch() => _ = Subscription.IsMade;

    private static class Subscription
    {
        public static readonly bool IsMade = Make();

        private static bool Make()
        {
            AssemblyLoadContext.Default.Unloading += static _ => s_begun.TrySet();
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => s_begun.TrySet();
            AppDomain.CurrentDomain.UnhandledException += static (_, _) => s_begun.TrySet();
            return true;
        }
    }
}
