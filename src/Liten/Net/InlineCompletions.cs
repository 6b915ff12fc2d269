using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>
/// Has a socket complete on the thread of .NET's that polls it, in place of an item of the ThreadPool. Only for code
/// that does nothing there but queue: whatever runs on that thread holds up all other sockets.
/// </summary>
/// <remarks>
/// The switch is private in .NET 10, and per socket. Where it is missing, as on Windows or in a later .NET, all goes on
/// working, by way of the ThreadPool. The AppContext switch of the name below turns it off as well.
/// </remarks>
internal static class InlineCompletions
{
    public const string SwitchName = "Liten.Net.InlineCompletions";

    /// <summary>Makes the socket complete inline.</summary>
    /// <returns>False if this .NET cannot, or the switch forbids it; then nothing has changed.</returns>
    public static bool TryEnable(Socket socket)
    {
        if (AppContext.TryGetSwitch(SwitchName, out bool isOn) && !isOn)
        {
            return false;
        }

        try
        {
            Set(socket, true);
            return true;
        }
        catch (MissingMethodException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreferInlineCompletions")]
    private static extern void Set(Socket socket, bool value);
}
