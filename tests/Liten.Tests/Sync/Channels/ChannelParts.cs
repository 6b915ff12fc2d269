using System.Runtime.CompilerServices;

namespace Liten.Tests.Sync;

/// <summary>What a test needs of a channel's inside.</summary>
internal static class ChannelParts
{
    public static ChannelCore<int> CoreOf(MpmcReceiver<int> receiver) => Fields<int>.Core(receiver);

    public static ChannelQueue<int> ReceiversOf(ChannelCore<int> core) => Fields<int>.Receivers(core);

    private static class Fields<T>
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_core")]
        public static extern ref ChannelCore<T> Core(MpmcReceiver<T> receiver);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_receivers")]
        public static extern ref ChannelQueue<T> Receivers(ChannelCore<T> core);
    }
}
