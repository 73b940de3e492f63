; Makes the Windows installer out of PyInstaller's folder. First, in the checkout:
;
;   uv sync --group installer
;   uv run pyinstaller --noconfirm --onedir --windowed --name WardOffice ^
;       --add-data "resources;wardoffice/resources" --add-data "schemas;wardoffice/schemas" ^
;       --add-data "wardoffice/store/migrations;wardoffice/store/migrations" ^
;       --collect-submodules xstatic --collect-data xstatic --collect-submodules pymap ^
;       --collect-submodules pysasl --copy-metadata pymap --copy-metadata pysasl wardoffice\__main__.py
;   iscc /DAppVersion=0.1.0 /DSourceDir=dist\WardOffice installer.iss
;
; /DSign signs the installer and the uninstaller with the sign tool named "wardoffice" (iscc /Swardoffice=...);
; without it an unsigned one is made. One folder rather than one file: Qt's web view needs its own process and
; files beside it. Silent: WardOfficeSetup.exe /VERYSILENT /SUPPRESSMSGBOXES /NORESTART /CURRENTUSER

#ifndef AppVersion
  #define AppVersion "0.1.0"
#endif
#ifndef SourceDir
  #define SourceDir "dist\WardOffice"
#endif
#define AppName "Ward Office"
#define AppExe "WardOffice.exe"

[Setup]
; For ever the same: Windows knows by it that a newer version replaces an older one.
AppId={{6E0E2F0B-5C1D-4B7E-9B0F-2D7C0B5C9A41}
AppName={#AppName}
AppVersion={#AppVersion}
AppVerName={#AppName} {#AppVersion}
VersionInfoVersion={#AppVersion}
DefaultDirName={autopf}\{#AppName}
DefaultGroupName={#AppName}
DisableProgramGroupPage=yes
DisableDirPage=auto
; Per user by default, so that an office without an administrator can install it.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=commandline dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0
LicenseFile=LICENSE
; The program holds this mutex while its window is open (wardoffice/system/window_lock.py).
AppMutex=WardOfficeWindow
SetupMutex=WardOfficeSetup
CloseApplications=yes
RestartApplications=no
WizardStyle=modern
Compression=lzma2/max
SolidCompression=yes
OutputDir=dist
OutputBaseFilename=WardOfficeSetup-{#AppVersion}
UninstallDisplayIcon={app}\{#AppExe}
UninstallDisplayName={#AppName}
#ifdef Sign
SignTool=wardoffice $f
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "es"; MessagesFile: "compiler:Languages\Spanish.isl"
Name: "pl"; MessagesFile: "compiler:Languages\Polish.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked

[InstallDelete]
; What an older version left behind must not be found by the newer one. Only our own folder, by its name:
; the office's data is under the user's own data folder and never under {app}.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
; Parts of Qt that only its developers need; 80 MB.
Source: "{#SourceDir}\*"; DestDir: "{app}"; Excludes: "*.debug.pak,*.debug.bin"; \
    Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\{#AppName}"; Filename: "{app}\{#AppExe}"
Name: "{autoprograms}\{#AppName} (practice ward)"; Filename: "{app}\{#AppExe}"; Parameters: "demo"
Name: "{autodesktop}\{#AppName}"; Filename: "{app}\{#AppExe}"; Tasks: desktopicon

[Run]
Filename: "{app}\{#AppExe}"; Description: "{cm:LaunchProgram,{#AppName}}"; Flags: nowait postinstall skipifsilent
